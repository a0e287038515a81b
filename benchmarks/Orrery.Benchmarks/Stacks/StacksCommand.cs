namespace Orrery.Benchmarks.Stacks;

/// <summary><c>stacks [--alone|--pool|--model|--calibrate|--check] [--write]</c>: concurrent stacks beside each other, on this machine and on modelled ones, and their histories checked.</summary>
static class StacksCommand
{
    const string Usage = "stacks takes --alone, --pool, --model, --calibrate or --check [OPERATIONS [CASE]], and --write, which puts tables and figures into the documentation.";

    public static int Run(string[] arguments)
    {
        var write = arguments.Contains("--write");
        switch (arguments.Where(argument => argument != "--write").ToArray())
        {
            case []:
                return ThroughputTable.Run(write);
            case ["--alone"]:
                return AloneTable.Run(write);
            case ["--pool"]:
                return PoolTable.Run(write);
            case ["--model"]:
                return ModelCurves.Run(write);
            case ["--calibrate"]:
                return CalibrationTable.Run();
            case ["--check"]:
                return CheckTable.Run(1_000_000);
            case ["--check", var count] when long.TryParse(count, out var operations) && operations > 0:
                return CheckTable.Run(operations);
            case ["--check", var count, var named] when long.TryParse(count, out var operations) && operations > 0:
                return CheckTable.Run(operations, named);
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }
}

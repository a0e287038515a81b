using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Orrery.Benchmarks.Speed;
using Orrery.Benchmarks.Stacks;

if (args is ["speed", .. var rest]) return SpeedCommand.Run(rest);
if (args is ["stacks", .. var ofStacks]) return StacksCommand.Run(ofStacks);

var results = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "benchmarks");
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.WithArtifactsPath(results));
return 0;

using Orrery.Concurrency.Verification;

namespace Orrery.Concurrency.Tests;

/// <summary>Small programs of two or three workers; after each schedule the stack is emptied and the whole history judged.</summary>
static class Scenarios
{
    /// <summary>What a worker does, in letters: p pushes a value of its own, o pops.</summary>
    public static Func<ControlledYield, Interleaving> Of(Func<ControlledYield, IConcurrentStack<long>> create, int prefill, params string[] workers) => yield =>
    {
        var stack = create(yield);
        var recorder = new OperationRecorder(workers.Length);
        for (var i = 0; i < prefill; i++) recorder[0].Push(stack, 1000 + i);
        return new([.. workers.Select((program, worker) => (Action)(() => Run(program, stack, recorder[worker], worker)))], () => Fault(stack, recorder, prefill + workers.Sum(w => w.Length)));
    };

    static void Run(string program, IConcurrentStack<long> stack, WorkerLog log, int worker)
    {
        for (var i = 0; i < program.Length; i++)
        {
            if (program[i] == 'p') log.Push(stack, 10 * worker + i);
            else log.Pop(stack);
        }
    }

    static string? Fault(IConcurrentStack<long> stack, OperationRecorder recorder, int mostItems)
    {
        for (var i = 0; i <= mostItems; i++) recorder[0].Pop(stack);
        var history = recorder.History();
        return StackChecker.Check(history).Verdict == LinearizabilityVerdict.Linearizable ? null : "not linearizable:\n" + string.Join('\n', history);
    }
}

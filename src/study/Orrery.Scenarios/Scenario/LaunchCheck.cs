namespace Orrery.Scenarios;

/// <summary>Whether an engine that launches kernels one by one is asked to do what only captured steps can.</summary>
static class LaunchCheck
{
    public static void Check(SystemPlan plan, SourceSpan at, DiagnosticBag diagnostics)
    {
        if (plan.Serving is { CudaGraphs: not null, Engine: { Overheads.Launch: not null } engine })
            diagnostics.Error(DiagnosticRules.LaunchedGraphs, at, $"'cuda-graphs' and the engine '{engine.Name}', which launches every kernel from its host", "remove 'cuda-graphs', or take another engine");
    }
}

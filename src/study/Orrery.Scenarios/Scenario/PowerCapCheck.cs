using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>Whether accelerators can be held to a power.</summary>
static class PowerCapCheck
{
    public static void Check(SystemPlan plan, SourceSpan at, DiagnosticBag diagnostics)
    {
        var accelerator = plan.System.Accelerator;
        if (accelerator.PowerCap is not { } cap) return;
        var idle = new Watts(accelerator.IdlePower.Value + accelerator.Memory.Sum(tier => tier.IdlePower.Value));
        if (cap <= idle) diagnostics.Error(DiagnosticRules.BadPowerCap, at, $"'{accelerator.Name}' cannot be held to {cap}: it draws {idle} with nothing to do", $"give more than {idle}, less than {accelerator.Tdp}");
        else if (cap > accelerator.Tdp) diagnostics.Error(DiagnosticRules.BadPowerCap, at, $"'{accelerator.Name}' is held to its thermal design power of {accelerator.Tdp} already", $"give less than {accelerator.Tdp}, or leave 'power-cap' out");
    }
}

using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving;

/// <summary>What a serving engine adds to the kernels of a step and to the time of a first token.</summary>
/// <param name="Step">Every step: scheduling, preparing inputs, taking tokens back.</param>
/// <param name="Sequence">Each sequence whose token is sampled on a data rank.</param>
/// <param name="Layer">Each layer: gaps between kernels, and small ones that no operator stands for.</param>
/// <param name="ExpertLayer">Each layer of experts: routing, sorting tokens by expert, gathering them back.</param>
/// <param name="Request">Every request before its first token: parsing, tokens of the text, streaming.</param>
/// <param name="User">Each user that waits beside a request for its front end.</param>
/// <param name="Waits">Steps that a request waits for before its prompt is taken in and after.</param>
/// <param name="Prompt">Time of a prompt over that of its kernels: steps with prompts are not captured as graphs.</param>
public sealed record EngineOverheads(Seconds Step, Seconds Sequence, Seconds Layer, Seconds ExpertLayer, Seconds Request = default, Seconds User = default, double Waits = 0, double Prompt = 1)
{
    /// <summary>What is added before a first token.</summary>
    /// <param name="users">Users of the engine.</param>
    /// <param name="tpot">Time per output token, in seconds.</param>
    /// <param name="prompt">Time of the prompt's kernels, in seconds.</param>
    public Seconds BeforeFirstToken(double users, double tpot, double prompt) => new(Request.Value + User.Value * users + Waits * tpot + (Prompt - 1) * prompt);

    /// <summary>What every step of a model adds whatever its batch.</summary>
    public Seconds HostTime(ModelSpec model)
        => new(Step.Value + Layer.Value * model.Layers.Length + ExpertLayer.Value * model.Layers.Count(static layer => layer.FeedForward is ExpertsSpec));
}

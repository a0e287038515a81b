using Orrery.Performance;
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
/// <param name="Waits">Steps before a first token is seen, where answers are sent in pieces of some tokens and requests taken in every few steps.</param>
/// <param name="Prompt">Time of a prompt over that of its kernels: steps with prompts are not captured as graphs.</param>
/// <param name="ExpertToken">Time of each token of a prompt in each layer of experts: routing, sorting, gathering back.</param>
/// <param name="RankWaits">Steps that a prompt waits for where an engine has several data ranks, until they have prompts alike.</param>
/// <param name="HandOff">Time before a first token where prompts are computed on engines of their own: routing twice, sending the cache.</param>
public sealed record EngineOverheads(Seconds Step, Seconds Sequence, Seconds Layer, Seconds ExpertLayer, Seconds Request = default, Seconds User = default, double Waits = 0, double Prompt = 1,
    Seconds ExpertToken = default, double RankWaits = 0, Seconds HandOff = default)
{
    /// <summary>How kernels are launched; null where the host does not hold devices up, as with steps captured as graphs.</summary>
    public HostLaunch? Launch { get; init; }

    /// <summary>What is added before a first token to the wait for prompts.</summary>
    /// <param name="users">Users of the engine.</param>
    /// <param name="tpot">Time per output token, in seconds.</param>
    /// <param name="ranks">Data ranks of the engine.</param>
    /// <param name="split">Whether prompts are computed on engines of their own.</param>
    public Seconds BeforeFirstToken(double users, double tpot, int ranks, bool split = false)
        => new(Request.Value + User.Value * users + (Waits + (ranks > 1 ? RankWaits : 0)) * tpot + (split ? HandOff.Value : 0));

    /// <summary>Time of a prompt over that of its kernels.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">Tokens of the prompt.</param>
    /// <param name="seconds">Time of its kernels.</param>
    public double PromptScale(ModelSpec model, int tokens, double seconds) => Prompt + ExpertToken.Value * tokens * ExpertLayers(model) / seconds;

    /// <summary>What every step of a model adds whatever its batch.</summary>
    public Seconds HostTime(ModelSpec model)
        => new(Step.Value + Layer.Value * model.Layers.Length + ExpertLayer.Value * ExpertLayers(model));

    static int ExpertLayers(ModelSpec model) => model.Layers.Count(static layer => layer.FeedForward is ExpertsSpec);
}

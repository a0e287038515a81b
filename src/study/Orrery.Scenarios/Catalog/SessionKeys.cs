using System.Text.Json.Nodes;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of sessions, whose requests wait for the answers to those before.</summary>
static class SessionKeys
{
    static readonly Bound One = Bound.AtLeast(1);

    public static readonly Key<LengthSpec> Turns = new Key<LengthSpec>("turns", "Questions of a session.", LengthKeys.Shape).Required();
    public static readonly Key<DurationSpec> Think = new Key<DurationSpec>("think", "Pause between an answer and the next question.", DurationKeys.Shape).Or(new ConstantDuration(default), "0 s");
    public static readonly Key<int> SharedTokens = Keys.Int("shared-tokens", "Tokens with which every prompt of every session begins: system prompt and descriptions of tools.", new Bound(0, 1 << 24)).Or(0);
    public static readonly Key<LengthSpec> Opening = new Key<LengthSpec>("opening", "Tokens of its own, such as a document, with which each session begins.", LengthKeys.Shape).OtherwiseAs("none");
    public static readonly Key<ReasoningSpec> Reasoning = Keys.Table("reasoning", "Tokens that the model generates before what it says.", () => ReasoningTable!, BindReasoning).OtherwiseAs("none");
    public static readonly Key<ToolSpec> Tools = Keys.Table("tools", "Tools that the model calls before it answers.", () => ToolTable!, BindTools).OtherwiseAs("none");
    public static readonly Key<BranchSpec> Branches = Keys.Table("branches", "Requests of a turn that run beside each other before the answer.", () => BranchTable!, BindBranches).OtherwiseAs("none");
    public static readonly Key<ContextSpec> Context = new Key<ContextSpec>("context", "What of the past a prompt holds.", new ContextShape()).Or(new ContextSpec(ContextKind.Full), ContextShape.Full);
    public static readonly Key<int> ContextLimit = Keys.Int("context-limit", "Tokens of prompt and output that a session ends before it passes.", One).OtherwiseAs("the model's context, where a request is rejected");
    public static readonly Key<bool> OnFailure = new Key<bool>("on-failure", "What a session does whose request failed: end, or continue with the next question.", new ChoiceShape<bool>(("end", false), ("continue", true))).Or(false);
    public static readonly Key<long> Sessions = Keys.Long("sessions", "Sessions that begin at most.", One).OtherwiseAs("as many as the requests allow");

    public static readonly Key<LengthSpec> ReasoningTokens = new Key<LengthSpec>("tokens", "Their number each time.", LengthKeys.Shape).Required();
    public static readonly Key<bool> Keep = Keys.Bool("keep", "Whether they stay in the history; where not, what followed them has to be computed again.").Or(false);

    public static readonly Key<LengthSpec> Calls = new Key<LengthSpec>("calls", "Requests of a turn that call tools before the one that answers.", LengthKeys.Shape).Required();
    public static readonly Key<LengthSpec> Arguments = new Key<LengthSpec>("arguments", "Tokens that a call takes the model to write.", LengthKeys.Shape).Or(new ConstantLength(50), "50");
    public static readonly Key<DurationSpec> Latency = new Key<DurationSpec>("latency", "Time that one tool takes.", DurationKeys.Shape).Required();
    public static readonly Key<LengthSpec> Returns = new Key<LengthSpec>("returns", "Tokens that one tool returns.", LengthKeys.Shape).Required();
    public static readonly Key<int> Parallel = Keys.Int("parallel", "Tools called at once: the slowest is waited for.", new Bound(1, 1024)).Or(1);

    public static readonly Key<LengthSpec> BranchCount = new Key<LengthSpec>("count", "How many.", LengthKeys.Shape).Required();
    public static readonly Key<LengthSpec> BranchInput = new Key<LengthSpec>("input", "Tokens of the instruction of one, after the turn's prompt so far.", LengthKeys.Shape).Required();
    public static readonly Key<LengthSpec> BranchOutput = new Key<LengthSpec>("output", "Tokens of what one says, which the answer's prompt holds.", LengthKeys.Shape).Required();

    public static readonly Key<int> TruncateTo = Keys.Int("truncate", "Keep the last tokens of the history, after the shared ones.", One);
    public static readonly Key<int> ConsolidateTo = Keys.Int("consolidate", "In place of the history keep a state of so many tokens, which the model rewrites with every answer (MEM1, arXiv 2506.15841).", One);

    public static readonly KeyTable ReasoningTable = new("reasoning", "Tokens that the model generates before what it says.", ReasoningTokens, Keep);
    public static readonly KeyTable ToolTable = new("tools", "Calls of tools: each is a request to the model, then the tools' run; what they return is appended to the next prompt.", Calls, Arguments, Latency, Returns, Parallel);
    public static readonly KeyTable BranchTable = new("branches", "Requests of a turn that run beside each other; the answer waits for all.", BranchCount, BranchInput, BranchOutput);
    public static readonly KeyTable ContextTable = new("context", "A bound on the history: one of `truncate` and `consolidate`.", TruncateTo, ConsolidateTo);

    public static readonly KeyTable Table = new("session", "Sessions: an arrival begins one. The traffic's `input` is what a question adds to the history, its `output` what answers it.",
        Turns, Think, SharedTokens, Opening, Reasoning, Tools, Branches, Context, ContextLimit, OnFailure, Sessions);

    public static SessionSpec Bind(MappingReader reader)
    {
        var session = new SessionSpec
        {
            Turns = reader.Get(Turns)!,
            Think = reader.Get(Think),
            SharedTokens = reader.Get(SharedTokens),
            Opening = reader.Get(Opening),
            Reasoning = reader.Get(Reasoning),
            Tools = reader.Get(Tools),
            Branches = reader.Get(Branches),
            Context = reader.Get(Context),
            ContextLimit = reader.Find(ContextLimit),
            ContinueAfterFailure = reader.Get(OnFailure),
            Sessions = reader.Find(Sessions),
        };
        var least = session.SharedTokens + (session.Context.Kind == ContextKind.Consolidate ? session.Context.Tokens : 0);
        if (session.ContextLimit <= least)
            reader.Diagnostics.Error(DiagnosticRules.SessionContext, reader.At(ContextLimit), $"every prompt begins with {least} tokens, and the context ends at {session.ContextLimit}", "raise 'context-limit'");
        return session;
    }

    static ReasoningSpec BindReasoning(MappingReader reader) => new(reader.Get(ReasoningTokens)!, reader.Get(Keep));

    static ToolSpec BindTools(MappingReader reader) => new()
    {
        Calls = reader.Get(Calls)!, Arguments = reader.Get(Arguments), Latency = reader.Get(Latency)!, Returns = reader.Get(Returns)!, Parallel = reader.Get(Parallel),
    };

    static BranchSpec BindBranches(MappingReader reader) => new(reader.Get(BranchCount)!, reader.Get(BranchInput)!, reader.Get(BranchOutput)!);
}

/// <summary>The word <c>full</c>, or a mapping with the bound on the history.</summary>
sealed record ContextShape : Shape<ContextSpec>
{
    public const string Full = "full";

    static readonly ChoiceShape<ContextSpec> Word = new((Full, new ContextSpec(ContextKind.Full)));

    public override string Words => $"{Full}, or a mapping";

    public override IEnumerable<KeyTable> Tables => [SessionKeys.ContextTable];

    public override bool TryRead(Node node, Reading reading, string path, out ContextSpec value) => node is Scalar
        ? Word.TryRead(node, reading, path, out value)
        : new TableShape<ContextSpec>(() => SessionKeys.ContextTable, Bind).TryRead(node, reading, path, out value);

    public override JsonObject Schema(SchemaTables tables) => new() { ["anyOf"] = new JsonArray(Word.Schema(tables), tables.Reference(SessionKeys.ContextTable)) };

    static ContextSpec Bind(MappingReader reader)
    {
        int? truncate = reader.Find(SessionKeys.TruncateTo), consolidate = reader.Find(SessionKeys.ConsolidateTo);
        if (reader.Has(SessionKeys.TruncateTo) == reader.Has(SessionKeys.ConsolidateTo))
            reader.Diagnostics.Error(DiagnosticRules.SessionContext, reader.Mapping.At, "a bounded context is truncated or consolidated: one of the two", "keep one, or write 'context: full'");
        return truncate is { } tokens ? new(ContextKind.Truncate, tokens) : new(ContextKind.Consolidate, consolidate ?? 1);
    }
}

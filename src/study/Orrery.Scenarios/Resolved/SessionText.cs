using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>Writes sessions, users and media.</summary>
static class SessionText
{
    public static void Write(YamlText text, SessionSpec session)
    {
        Length(text, SessionKeys.Turns, session.Turns);
        text.Map(SessionKeys.Think.Name, t => DurationKeys.Write(t, session.Think));
        text.Put(SessionKeys.SharedTokens, session.SharedTokens);
        Length(text, SessionKeys.Opening, session.Opening);
        if (session.Reasoning is { } reasoning)
        {
            text.Map(SessionKeys.Reasoning.Name, t =>
            {
                Length(t, SessionKeys.ReasoningTokens, reasoning.Tokens);
                t.Put(SessionKeys.Keep, reasoning.Keep);
            });
        }
        if (session.Tools is { } tools)
        {
            text.Map(SessionKeys.Tools.Name, t =>
            {
                Length(t, SessionKeys.Calls, tools.Calls);
                Length(t, SessionKeys.Arguments, tools.Arguments);
                t.Map(SessionKeys.Latency.Name, l => DurationKeys.Write(l, tools.Latency));
                Length(t, SessionKeys.Returns, tools.Returns);
                t.Put(SessionKeys.Parallel, tools.Parallel);
            });
        }
        if (session.Branches is { } branches)
        {
            text.Map(SessionKeys.Branches.Name, t =>
            {
                Length(t, SessionKeys.BranchCount, branches.Count);
                Length(t, SessionKeys.BranchInput, branches.Input);
                Length(t, SessionKeys.BranchOutput, branches.Output);
            });
        }
        Write(text, SessionKeys.Context, session.Context);
        text.Maybe(SessionKeys.ContextLimit, session.ContextLimit).Put(SessionKeys.OnFailure, session.ContinueAfterFailure).Maybe(SessionKeys.Sessions, session.Sessions);
    }

    public static void Write(YamlText text, Key<ContextSpec> key, ContextSpec context)
    {
        if (context.Kind == ContextKind.Full) text.Line(key.Name, ContextShape.Full);
        else text.Map(key.Name, t => t.Put(context.Kind == ContextKind.Truncate ? SessionKeys.TruncateTo : SessionKeys.ConsolidateTo, context.Tokens));
    }

    public static void Write(YamlText text, UsersSpec users)
    {
        text.Put(TrafficSectionKeys.Users, users.Users);
        text.Map(TrafficSectionKeys.Think.Name, t => DurationKeys.Write(t, users.Think));
    }

    public static void Write(YamlText text, MediaSpec media)
    {
        text.Put(TrafficKeys.MediaShare, media.Share);
        Length(text, TrafficKeys.MediaCount, media.Count);
        Length(text, TrafficKeys.MediaTokens, media.Tokens);
    }

    static void Length(YamlText text, Key<LengthSpec> key, LengthSpec? length)
    {
        if (length is not null) text.Map(key.Name, t => TrafficText.Length(t, length));
    }
}

namespace Orrery.Concurrency.Coherence;

/// <summary>An algorithm as cores of a <see cref="CoherenceMachine"/> run it.</summary>
abstract class StackProgram
{
    /// <summary>What a pop answers where there is nothing.</summary>
    public const long Nothing = -1;

    /// <summary>Operations that met their opposite and never touched the stack.</summary>
    public long Eliminated { get; protected set; }

    /// <summary>Operations that another core did, or that were done together by one.</summary>
    public long Combined { get; protected set; }

    /// <summary>Times that a batch or a turn of combining was served.</summary>
    public long Batches { get; protected set; }

    /// <summary>The line on which everybody meets at the end.</summary>
    public CacheLine Top { get; } = new();

    public abstract ValueTask Push(ModelCore core, long value);

    public abstract ValueTask<long> Pop(ModelCore core);

    public abstract ValueTask<long> Peek(ModelCore core);

    /// <summary>Items there before any core starts.</summary>
    public abstract void Prefill(IEnumerable<long> values);
}

/// <summary>An item of a linked stack, on a line of its own.</summary>
sealed class ModelNode(long value, CacheLine line)
{
    public long Value => value;
    public CacheLine Line => line;
    public ModelNode? Next { get; set; }
}

/// <summary>A linked stack whose top everybody may try to change: what Treiber's stack and those built upon it share.</summary>
abstract class LinkedProgram : StackProgram
{
    protected ModelNode? Head { get; set; }

    public override void Prefill(IEnumerable<long> values)
    {
        foreach (var value in values) Head = new(value, new()) { Next = Head };
    }

    public override async ValueTask<long> Peek(ModelCore core)
    {
        await core.Read(Top);
        if (Head is not { } top) return Nothing;
        await core.Read(top.Line);
        return top.Value;
    }

    protected static async ValueTask<ModelNode> Create(ModelCore core, long value)
    {
        await core.Allocate();
        return new(value, new(core));
    }

    protected async ValueTask<bool> TryPush(ModelCore core, ModelNode top, ModelNode bottom)
    {
        await core.Read(Top);
        var under = Head;
        bottom.Next = under;
        await core.Update(Top);
        if (Head != under) return false;
        Head = top;
        return true;
    }

    // One attempt to take some nodes: whether it won, and the first of them.
    protected async ValueTask<(bool Done, ModelNode? First)> TryPop(ModelCore core, int count)
    {
        await core.Read(Top);
        if (Head is not { } first) return (true, null);
        var rest = first;
        for (var i = 0; i < count && rest is not null; i++)
        {
            await core.Read(rest.Line);
            rest = rest.Next;
        }
        await core.Update(Top);
        if (Head != first) return (false, null);
        Head = rest;
        return (true, first);
    }
}

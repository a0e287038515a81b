using Orrery.Workloads;

namespace Orrery.Serving.Front;

/// <summary>Requests that wait at the router, by its order.</summary>
/// <remarks>
/// Fair order is that of the virtual token counters at a distance: a prompt counts when it is sent, its output when it is out, since only the engine sees tokens as they
/// come.
/// </remarks>
sealed class RouterQueue(QueueOrder order, FairnessSpec fairness)
{
    // Of equal keys the earlier attempt. With fair order there is a line for each tenant, otherwise one for all.
    readonly Dictionary<int, SortedSet<(int Key, long Order, int Page)>> _lines = [];
    readonly VirtualTokens _served = new(fairness);

    public int Count { get; private set; }

    public void Add(int page, in Visit visit)
    {
        var line = LineOf(visit.Request);
        if (!_lines.TryGetValue(line, out var waiting)) _lines[line] = waiting = [];
        waiting.Add(Entry(page, visit));
        Count++;
        if (order == QueueOrder.Fair) _served.Enter(visit.Request.Tenant);
    }

    public void Remove(int page, in Visit visit)
    {
        var line = LineOf(visit.Request);
        _lines[line].Remove(Entry(page, visit));
        if (_lines[line].Count == 0) _lines.Remove(line);
        Count--;
        if (order == QueueOrder.Fair) _served.Leave(visit.Request.Tenant);
    }

    /// <summary>The page of the request that is next; it stays.</summary>
    public int Peek() => _lines.Count == 1 || order != QueueOrder.Fair
        ? _lines.Values.First().Min.Page
        : _lines.MinBy(line => (_served.Served(line.Key), line.Value.Min.Order)).Value.Min.Page;

    public void Sent(in Request request)
    {
        if (order == QueueOrder.Fair) _served.Prompt(request.Tenant, request.InputTokens);
    }

    public void Generated(in Request request, int tokens)
    {
        if (order == QueueOrder.Fair) _served.Output(request.Tenant, tokens);
    }

    int LineOf(in Request request) => order == QueueOrder.Fair ? request.Tenant : 0;

    (int Key, long Order, int Page) Entry(int page, in Visit visit) => (order == QueueOrder.Priority ? visit.Request.Priority : 0, visit.Order, page);
}

using System.Collections.Immutable;

namespace Orrery.Simulation;

/// <summary>Divides the capacities of edges among flows by progressive filling: all rates rise together, and those of an edge that is full stay.</summary>
sealed class FairShares
{
    readonly List<int> _edges = [], _flows = [];
    readonly List<ImmutableArray<int>> _paths = [];
    readonly List<(int Slot, long Rate)> _rates = [];
    long[] _room = [];
    int[] _open = []; // flows over an edge whose rate is not known yet
    bool[] _reached = [], _added = [];

    /// <summary>Edges reached so far.</summary>
    public int Edges => _edges.Count;

    /// <summary>The rates found, by slot.</summary>
    public List<(int Slot, long Rate)> Rates => _rates;

    public void Clear(int edges, int slots)
    {
        foreach (var edge in _edges) _reached[edge] = false;
        foreach (var slot in _flows) _added[slot] = false;
        _edges.Clear();
        _flows.Clear();
        _paths.Clear();
        if (_room.Length < edges)
        {
            Array.Resize(ref _room, edges);
            Array.Resize(ref _open, edges);
            Array.Resize(ref _reached, edges);
        }
        if (_added.Length < slots) Array.Resize(ref _added, Math.Max(slots, 2 * _added.Length));
    }

    public int EdgeAt(int index) => _edges[index];

    public void Reach(int edge, long capacity)
    {
        if (_reached[edge] || capacity == long.MaxValue) return;
        _reached[edge] = true;
        _room[edge] = capacity;
        _open[edge] = 0;
        _edges.Add(edge);
    }

    public bool Add(int slot, ImmutableArray<int> path)
    {
        if (_added[slot]) return false;
        _added[slot] = true;
        _flows.Add(slot);
        _paths.Add(path);
        return true;
    }

    /// <summary>Finds the rate of every flow.</summary>
    public void Fill() => Fill(default);

    /// <summary>The rate that one further flow would have.</summary>
    public long With(ImmutableArray<int> path) => Fill(path);

    long Fill(ImmutableArray<int> further)
    {
        _rates.Clear();
        var answer = -1L;
        foreach (var path in _paths) Count(path, 1);
        if (!further.IsDefault) Count(further, 1);
        for (var left = _flows.Count; ;)
        {
            var narrowest = -1;
            var share = long.MaxValue;
            foreach (var edge in _edges)
            {
                if (_open[edge] == 0 || _room[edge] / _open[edge] >= share) continue;
                share = _room[edge] / _open[edge];
                narrowest = edge;
            }
            if (narrowest < 0) return answer;
            if (!further.IsDefault && answer < 0 && further.Contains(narrowest))
            {
                answer = share;
                return answer; // what the others get does not matter
            }
            for (var i = 0; i < left;)
            {
                if (!_paths[i].Contains(narrowest))
                {
                    i++;
                    continue;
                }
                _rates.Add((_flows[i], share));
                Count(_paths[i], -1);
                foreach (var edge in _paths[i])
                    if (_reached[edge]) _room[edge] -= share;

                // Those whose rate is known go to the end.
                left--;
                (_paths[i], _paths[left]) = (_paths[left], _paths[i]);
                (_flows[i], _flows[left]) = (_flows[left], _flows[i]);
            }
        }

        void Count(ImmutableArray<int> path, int change)
        {
            foreach (var edge in path)
                if (_reached[edge]) _open[edge] += change;
        }
    }
}

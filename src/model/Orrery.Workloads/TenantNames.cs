using System.Text;

namespace Orrery.Workloads;

/// <summary>The names of tenants, each at its place: known ones first, then in order of appearance.</summary>
/// <remarks>At most a thousand names that were not known before get places of their own, so that a trace with a name a request does not fill the memory; later ones share one.</remarks>
public sealed class TenantNames
{
    /// <summary>The name under which those without a place of their own come together.</summary>
    public const string Others = "(others)";

    const int MostNew = 1000;
    const int LongestName = 100;

    readonly List<string> _names;
    readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    readonly int _most;

    /// <summary>The names of tenants.</summary>
    /// <param name="known">Those known before, all different, in order.</param>
    public TenantNames(IEnumerable<string> known)
    {
        _names = [.. known];
        foreach (var name in _names) _places.Add(name, _places.Count);
        _most = _names.Count + MostNew;
    }

    /// <summary>The names, by place.</summary>
    public IReadOnlyList<string> All => _names;

    /// <summary>The place of a name in UTF-8, of which the first hundred bytes count; -1 where it is empty.</summary>
    public int PlaceOf(ReadOnlySpan<byte> name)
    {
        if (name.Length == 0) return -1;
        Span<char> text = stackalloc char[LongestName];
        var key = text[..Encoding.UTF8.GetChars(name[..Math.Min(name.Length, LongestName)], text)];
        var places = _places.GetAlternateLookup<ReadOnlySpan<char>>();
        if (places.TryGetValue(key, out var place)) return place;
        if (_names.Count < _most)
        {
            _names.Add(key.ToString());
            return places[key] = _names.Count - 1;
        }
        if (_names.Count == _most) _names.Add(Others);
        return _most;
    }
}

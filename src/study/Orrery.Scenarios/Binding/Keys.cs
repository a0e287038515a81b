using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>Short ways to state a key.</summary>
static class Keys
{
    public static Key<string> Text(string name, string description) => new(name, description, new TextShape("text"));

    public static Key<string> EntryNamed(string name, string description) => new(name, description, new TextShape("a name"));

    public static Key<bool> Bool(string name, string description) => new Key<bool>(name, description, new BoolShape()).Or(false);

    public static Key<int> Int(string name, string description, Bound bound) => new(name, description, new NumberShape<int>(bound));

    public static Key<long> Long(string name, string description, Bound bound) => new(name, description, new NumberShape<long>(bound));

    public static Key<double> Number(string name, string description, Bound bound) => new(name, description, new NumberShape<double>(bound));

    public static Key<T> Quantity<T>(string name, string description, Bound bound) where T : struct, IQuantity<T> => new(name, description, new QuantityShape<T>(bound));

    public static Key<T> Enum<T>(string name, string description) where T : struct, Enum => new(name, description, Kebab.Choice<T>());

    public static Key<T> Table<T>(string name, string description, Func<KeyTable> table, Func<MappingReader, T> bind) => new(name, description, new TableShape<T>(table, bind));

    public static Key<ImmutableArray<T>> List<T>(string name, string description, Shape<T> item, int least = 0) =>
        new Key<ImmutableArray<T>>(name, description, new ListShape<T>(item, least)).Or([], "none");
}

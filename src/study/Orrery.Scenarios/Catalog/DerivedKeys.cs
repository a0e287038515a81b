using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>Puts what follows from one key of a mapping in the place of other keys that the mapping does not state.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="Given">What the numbers follow from.</param>
/// <param name="Source">What they then rest on, where what is given has a source.</param>
readonly record struct DerivedKeys(Mapping Mapping, Mapping Given, Provenance Source)
{
    public DerivedKeys Derive<T>(Key<T> key, T value)
    {
        if (Mapping[key.Name] is not null) return this;
        var source = Given.Entries.Select(e => e.Value).OfType<Scalar>().FirstOrDefault()?.Source is null ? null : Source;
        return this with { Mapping = Mapping.With(new Scalar(key.Name, IsPlain: true, Given.At), new Scalar(key.Takes.Format(value), IsPlain: true, Given.At) { Source = source }) };
    }
}

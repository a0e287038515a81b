namespace Orrery.Scenarios;

/// <summary>A key of a mapping: its name, what it means, what it takes, its default. The one statement that binding, schema, docs and resolved plans share.</summary>
abstract record Key(string Name, string Description)
{
    /// <summary>Whether it must be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The default in words; null where there is none.</summary>
    public string? DefaultText { get; init; }

    /// <summary>What it takes.</summary>
    public abstract Shape Shape { get; }
}

/// <summary>A key whose value is a <typeparamref name="T"/>.</summary>
sealed record Key<T>(string Name, string Description, Shape<T> Takes) : Key(Name, Description)
{
    /// <summary>What stands where it is not given.</summary>
    public T? Default { get; private init; }

    /// <inheritdoc/>
    public override Shape Shape => Takes;

    /// <summary>The same key, required.</summary>
    public Key<T> Required() => this with { IsRequired = true };

    /// <summary>The same key with a default.</summary>
    public Key<T> Or(T value, string? inWords = null) => this with { Default = value, DefaultText = inWords ?? Takes.Format(value) };

    /// <summary>The same key, its default only described: it follows from elsewhere.</summary>
    public Key<T> OtherwiseAs(string inWords) => this with { DefaultText = inWords };
}

/// <summary>All keys of one kind of mapping.</summary>
/// <param name="Name">Its name in the schema, e.g. <c>accelerator</c>.</param>
/// <param name="Description">What such a mapping is.</param>
/// <param name="Keys">The keys, in the order in which they are documented and written.</param>
sealed record KeyTable(string Name, string Description, params Key[] Keys)
{
    /// <summary>Whether the mapping may name a <c>base</c> that gives what it leaves out.</summary>
    public bool HasBase { get; init; }

    /// <summary>Whether required keys may come from a mapping under this one, so that the schema cannot ask for them.</summary>
    public bool IsPartial { get; init; }
}

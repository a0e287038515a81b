using System.Text;

namespace Orrery.Scenarios;

/// <summary>Writes YAML in block style, key by key of the tables that read it.</summary>
sealed class YamlText
{
    readonly StringBuilder _text = new();
    int _depth;

    /// <summary>A key and its value.</summary>
    public YamlText Put<T>(Key<T> key, T value) => Line(key.Name, key.Takes.Format(value));

    /// <summary>A key and its value, where there is one.</summary>
    public YamlText Maybe<T>(Key<T> key, T? value) where T : struct => value is { } known ? Put(key, known) : this;

    /// <summary>A key and its value, where there is one.</summary>
    public YamlText MaybeText<T>(Key<T> key, T? value) where T : class => value is null ? this : Put(key, value);

    /// <summary>A key and a value as text.</summary>
    public YamlText Line(string key, string value)
    {
        Indent().Append(Scalar(key)).Append(": ").Append(Scalar(value)).Append('\n');
        return this;
    }

    /// <summary>A comment in a line of its own.</summary>
    public YamlText Comment(string text)
    {
        Indent().Append("# ").Append(text).Append('\n');
        return this;
    }

    /// <summary>A key and numbers in a list.</summary>
    public YamlText List<T>(string key, IEnumerable<T> values, Shape<T> shape)
    {
        Indent().Append(Scalar(key)).Append(": [").AppendJoin(", ", values.Select(v => Scalar(shape.Format(v)))).Append("]\n");
        return this;
    }

    /// <summary>A key whose value is a mapping.</summary>
    public YamlText Map(string key, Action<YamlText> write)
    {
        Indent().Append(Scalar(key)).Append(':');
        var start = _text.Append('\n').Length;
        _depth++;
        write(this);
        _depth--;
        if (_text.Length == start) _text.Insert(start - 1, " {}");
        return this;
    }

    /// <summary>A key and mappings in a list.</summary>
    public YamlText Items<T>(string key, IEnumerable<T> values, Action<YamlText, T> write)
    {
        Indent().Append(Scalar(key)).Append(":\n");
        _depth += 2;
        foreach (var value in values)
        {
            var start = _text.Length;
            write(this, value);
            _text[start + 2 * _depth - 2] = '-';
        }
        _depth -= 2;
        return this;
    }

    /// <summary>A key and a node as it was read.</summary>
    public YamlText Node(string key, Node value)
    {
        Indent().Append(Scalar(key)).Append(": ");
        Flow(value);
        _text.Append('\n');
        return this;
    }

    /// <summary>The text so far.</summary>
    public override string ToString() => _text.ToString();

    StringBuilder Indent() => _text.Append(' ', 2 * _depth);

    void Flow(Node node)
    {
        switch (node)
        {
            case Scalar scalar:
                _text.Append(Scalar(scalar.Text));
                break;
            case Sequence list:
                _text.Append('[');
                Separate(list.Items, Flow);
                _text.Append(']');
                break;
            case Mapping mapping:
                _text.Append("{ ");
                Separate(mapping.Entries, e =>
                {
                    _text.Append(Scalar(e.Key.Text)).Append(": ");
                    Flow(e.Value);
                });
                _text.Append(" }");
                break;
        }
    }

    void Separate<T>(IReadOnlyList<T> items, Action<T> write)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) _text.Append(", ");
            write(items[i]);
        }
    }

    // Plain where nothing in it can be taken for YAML, else in double quotes.
    static string Scalar(string text)
    {
        var plain = text.Length > 0 && text is not "null" && (char.IsAsciiLetterOrDigit(text[0]) || (text[0] == '-' && text.Length > 1 && char.IsAsciiDigit(text[1])))
            && text[^1] != ' ' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '-' or '_' or '/' or '+' or 'µ' or '²');
        if (plain) return text;
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c is < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029' or '\uFEFF' || char.IsSurrogate(c)) quoted.Append($"\\u{(int)c:x4}");
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}

using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Orrery.Scenarios;

/// <summary>A bound was passed: what is left of the text is not looked at.</summary>
sealed class YamlLimitException(DiagnosticRule rule, SourceSpan at, string message) : Exception(message)
{
    public DiagnosticRule Rule => rule;

    public SourceSpan At => at;
}

/// <summary>Builds nodes from the parser's events.</summary>
sealed class TreeBuilder(string file, IParser parser, DiagnosticBag diagnostics)
{
    // Stands for an alias, which has been reported: its key is as if it were not there.
    static readonly Node Nothing = new Scalar("", IsPlain: true, default);
    int _nodes;

    /// <summary>The first document; null where it is empty.</summary>
    public Node? Document()
    {
        parser.Consume<StreamStart>();
        Node? root = null;
        if (parser.TryConsume<DocumentStart>(out _))
        {
            root = Read(1);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
                diagnostics.Error(DiagnosticRules.ManyDocuments, At(second), "a second document begins here", "keep one document a file");
        }
        if (root is not null and not Scalar { IsNull: true }) return root;
        diagnostics.Error(DiagnosticRules.Empty, new(file, 1, 1), "the file is empty", "write 'key: value', one key a line");
        return null;
    }

    Node Read(int depth)
    {
        var at = At(parser.Current!);
        if (depth > YamlLimits.Depth) throw new YamlLimitException(DiagnosticRules.TooDeep, at, $"nested more than {YamlLimits.Depth} deep");
        if (++_nodes > YamlLimits.Nodes) throw new YamlLimitException(DiagnosticRules.TooLarge, at, $"the file has more than {YamlLimits.Nodes} values");
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            diagnostics.Error(DiagnosticRules.Anchor, at, $"the alias '*{alias.Value}' is not accepted", "write the value out, or share it with 'base:'");
            return Nothing;
        }
        RefuseProperties(parser.Current as NodeEvent, at);
        if (parser.TryConsume<YamlDotNet.Core.Events.Scalar>(out var scalar)) return new Scalar(scalar.Value, scalar.Style == ScalarStyle.Plain, at);
        if (parser.TryConsume<SequenceStart>(out _)) return ReadSequence(at, depth);
        parser.Consume<MappingStart>();
        return ReadMapping(at, depth);
    }

    Sequence ReadSequence(SourceSpan at, int depth)
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Read(depth + 1));
        return new Sequence(items.DrainToImmutable(), at);
    }

    Mapping ReadMapping(SourceSpan at, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<MappingEntry>();
        var seen = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Read(depth + 1);
            var value = Read(depth + 1);
            if (key is not Scalar name)
                diagnostics.Error(DiagnosticRules.KeyNotText, key.At, $"the key is {key.Kind}", "use a name as the key; text with brackets or braces needs quotes");
            else if (seen.TryGetValue(name.Text, out var first))
                diagnostics.Error(DiagnosticRules.DuplicateKey, name.At, $"'{Quote.Short(name.Text)}' is given twice; first in line {first.Line}", "remove one of the two");
            else
            {
                seen.Add(name.Text, name.At);
                if (value != Nothing) entries.Add(new(name, value));
            }
        }
        return new Mapping(entries.DrainToImmutable(), at);
    }

    void RefuseProperties(NodeEvent? node, SourceSpan at)
    {
        if (node is null) return;
        if (!node.Anchor.IsEmpty) diagnostics.Error(DiagnosticRules.Anchor, at, $"the anchor '&{node.Anchor.Value}' is not accepted", "write the value where it is used, or share it with 'base:'");
        if (!node.Tag.IsEmpty) diagnostics.Error(DiagnosticRules.Tag, at, $"the tag '{node.Tag.Value}' is not accepted", "remove it: the type follows from the key");
    }

    SourceSpan At(ParsingEvent e) => new(file, (int)e.Start.Line, (int)e.Start.Column);
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace Orrery.Cli.Terminal;

/// <summary>Arguments and options that take one of a few words, with a message that lists them.</summary>
static class Choice
{
    public static Argument<T> Argument<T>(string name, string description, params (string Word, T Value)[] choices)
    {
        var argument = new Argument<T>(name) { Description = description, HelpName = string.Join('|', choices.Select(c => c.Word)) };
        argument.CustomParser = result => Parse(result, name, choices);
        argument.CompletionSources.Clear();
        argument.CompletionSources.Add(_ => choices.Select(c => c.Word));
        return argument;
    }

    public static Option<T> Option<T>(string name, string description, T standard, params (string Word, T Value)[] choices)
    {
        var option = new Option<T>(name)
        {
            Description = $"{description} [default: {choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, standard)).Word}]",
            HelpName = string.Join('|', choices.Select(c => c.Word)),
            CustomParser = result => Parse(result, name, choices),
            DefaultValueFactory = _ => standard,
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(_ => choices.Select(c => c.Word));
        return option;
    }

    static T Parse<T>(ArgumentResult result, string name, (string Word, T Value)[] choices)
    {
        var word = result.Tokens[^1].Value;
        foreach (var choice in choices)
            if (string.Equals(choice.Word, word, StringComparison.OrdinalIgnoreCase)) return choice.Value;
        result.AddError($"{name} is '{word}'; it takes {string.Join(", ", choices.Select(c => c.Word))}.");
        return choices[0].Value;
    }
}

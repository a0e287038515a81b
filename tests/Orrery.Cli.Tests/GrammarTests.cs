using System.CommandLine;
using Orrery.Cli.Verbs;

namespace Orrery.Cli.Tests;

public sealed class GrammarTests : IDisposable
{
    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("foo")]
    [InlineData("--no-such-option")]
    [InlineData("completion")]
    [InlineData("completion csh")]
    public void A_command_line_that_does_not_parse_is_bad_input_and_names_the_help(string commandLine)
    {
        var outcome = _shell.Run(commandLine);

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains("--help", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_is_not_among_the_choices_is_answered_with_them_and_nothing_else()
    {
        Assert.Equal(
            "orrery: shell is 'csh'; it takes bash, zsh, fish.\n  hint: orrery completion --help\n",
            _shell.Run("completion csh").Error);
    }

    [Fact]
    public void Without_a_verb_the_help_is_shown()
    {
        var outcome = _shell.Run("");

        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("Commands:", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_one_line()
    {
        var outcome = _shell.Run("--version");

        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", outcome.Output);
    }

    [Fact]
    public void Every_verb_has_help_with_a_description_and_examples()
    {
        foreach (var (path, verb) in Leaves())
        {
            var outcome = _shell.Run($"{path} --help");
            Assert.Equal(ExitCode.Done, outcome.ExitCode);
            Assert.Contains(verb.Description!, string.Join(' ', outcome.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
            Assert.NotEmpty(verb.Examples);
            foreach (var example in verb.Examples) Assert.Contains(example, outcome.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_example_parses()
    {
        foreach (var (path, verb) in Leaves())
            foreach (var example in verb.Examples.Where(e => e.StartsWith("orrery ", StringComparison.Ordinal)))
            {
                Assert.StartsWith($"orrery {path}", example, StringComparison.Ordinal);
                Assert.Empty(Build().Parse(example["orrery ".Length..].Split('>')[0]).Errors);
            }
    }

    [Fact]
    public void Completion_suggests_the_verbs()
    {
        var outcome = _shell.Run(["[suggest:8]", "orrery c"]);

        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("completion", outcome.Output.Split('\n'));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _orrery orrery")]
    [InlineData("zsh", "compdef _orrery orrery")]
    [InlineData("fish", "complete -c orrery")]
    public void Completion_prints_a_script_for_each_shell(string shell, string registration)
    {
        Assert.Contains(registration, _shell.Run($"completion {shell}").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verb_is_found_by_the_name_it_is_listed_under()
    {
        Assert.Equal(Build().Subcommands.Select(verb => verb.Name), CommandLine.Verbs.Select(verb => verb.Name));
    }

    internal static RootCommand Build() => CommandLine.Build(new Session
    {
        Output = TextWriter.Null,
        Error = TextWriter.Null,
        Input = Stream.Null,
        Folder = "/",
        Variable = _ => null,
    });

    static IEnumerable<(string Path, Verb Verb)> Leaves() => Leaves(Build(), "");

    static IEnumerable<(string, Verb)> Leaves(Command command, string path) =>
        command.Subcommands.Count == 0
            ? [(path.TrimStart(), Assert.IsType<Verb>(command))]
            : command.Subcommands.SelectMany(child => Leaves(child, $"{path} {child.Name}"));
}

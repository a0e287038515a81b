using System.CommandLine;
using Orrery.Cli.Terminal;

namespace Orrery.Cli.Verbs;

/// <summary><c>orrery completion</c>: a script for the shell that asks <c>orrery [suggest]</c> for the words that may follow.</summary>
static class CompletionVerb
{
    const string Bash = """
        # eval "$(orrery completion bash)"
        _orrery() {
          local IFS=$'\n' current=${COMP_WORDS[COMP_CWORD]}
          COMPREPLY=($(compgen -W "$(orrery "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$current"))
        }
        complete -o default -F _orrery orrery
        """;

    const string Zsh = """
        # eval "$(orrery completion zsh)"
        _orrery() {
          local -a words
          words=("${(@f)$(orrery "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -- $words
          [[ $compstate[nmatches] -gt 0 ]] || _files
        }
        compdef _orrery orrery
        """;

    const string Fish = """
        # orrery completion fish | source
        complete -c orrery -a '(orrery "[suggest:"(commandline -C)"]" (commandline -b) 2>/dev/null)'
        """;

    public static Command Create(Session session)
    {
        var script = Choice.Argument("shell", "The shell", ("bash", Bash), ("zsh", Zsh), ("fish", Fish));
        var verb = new Verb("completion", "Print a script that teaches a shell to complete orrery's words", "eval \"$(orrery completion bash)\"") { script };
        verb.SetAction(parsed =>
        {
            session.Output.WriteLine(parsed.GetValue(script));
            return ExitCode.Done;
        });
        return verb;
    }
}

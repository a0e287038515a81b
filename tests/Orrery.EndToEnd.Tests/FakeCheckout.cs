namespace Orrery.EndToEnd.Tests;

/// <summary>A checkout with the real launchers and a <c>dotnet</c> that only writes down what it is asked, so that launchers are tested in milliseconds.</summary>
sealed class FakeCheckout : IDisposable
{
    // publish: makes a program, unless told to fail. PROGRAM arguments: prints them and ends with the code in EXIT.
    const string FakeDotnet = """
        #!/usr/bin/env bash
        case $1 in
          --list-sdks) echo "${SDK:-10.0.100} [/sdk]" ;;
          publish)
            echo "publish $*" >>"$LOG"
            sleep "${SLOW:-0}"
            case "$BROKEN $*" in
              "code "*) echo "error CS1002: ; expected"; exit 1 ;;
              "package "*CompileAhead=true*) echo "error NU1101: Unable to find package"; exit 1 ;;
            esac
            while [ "$1" != -o ]; do shift; done
            mkdir -p "$2" && : >"$2/orrery.dll"
            [ -z "${FRAMEWORK:-}" ] || echo "$FRAMEWORK" >"$2/framework" ;;
          restore|build|format) echo "$1" >>"$LOG"; [ "$BROKEN" != "$1" ] ;;
          test)
            name=$(basename "$2" .dll)
            case $name in *"${CRASH:-none}"*) echo "The active test run was aborted."; exit 1 ;; esac
            while [ "$1" != --results-directory ]; do shift; done
            if [ -f "$FIXTURES/$name.trx" ]; then cp "$FIXTURES/$name.trx" "$2/"; ! grep -q 'failed="[1-9]' "$2/$name.trx"; fi ;;
          *) shift; printf '<%s>' "$@"; exit "${EXIT:-0}" ;;
        esac
        """;

    readonly Scratch _scratch = new();

    public FakeCheckout()
    {
        foreach (var launcher in (string[])["orrery", "test"]) Copy(launcher);
        foreach (var file in (string[])["src/a.cs", "eng/x.props", "catalog/a.yaml", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json"])
            _scratch.Write(Path.Combine("checkout", file), "");
        Executable(_scratch.Write("bin/dotnet", FakeDotnet + "\n"));
        _scratch.Write("log", "");
    }

    public string Root => _scratch["checkout"];

    public string Elsewhere => Directory.CreateDirectory(_scratch["elsewhere"]).FullName;

    /// <summary>Installs a framework, with a <c>dotnet</c> of its own, and has programs compiled with it.</summary>
    /// <returns>Its folder.</returns>
    public string Install(string version)
    {
        var folder = Directory.CreateDirectory(_scratch[$"dotnet/shared/Microsoft.NETCore.App/{version}"]).FullName;
        Executable(_scratch.Write("dotnet/dotnet", FakeDotnet + "\n"));
        Variables["FRAMEWORK"] = folder;
        return folder;
    }

    /// <summary>What <c>dotnet</c> was asked to do.</summary>
    public string[] Log => File.ReadAllLines(_scratch["log"]);

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public Task<Ended> Run(string program, params string[] arguments)
    {
        var variables = new Dictionary<string, string>(Variables, StringComparer.Ordinal)
        {
            ["PATH"] = $"{_scratch["bin"]}:/usr/bin:/bin",
            ["LOG"] = _scratch["log"],
            ["FIXTURES"] = _scratch["fixtures"],
        };
        variables.TryAdd("BROKEN", "");
        return Processes.Run(Path.Combine(Root, program), arguments, Elsewhere, variables);
    }

    public string Write(string name, string text) => _scratch.Write(name, text);

    public void Dispose() => _scratch.Dispose();

    void Copy(string launcher)
    {
        var path = _scratch.Write(Path.Combine("checkout", launcher), File.ReadAllText(Path.Combine(Testing.Repository.Root, launcher)));
        Executable(path);
    }

    static void Executable(string path)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

namespace Orrery.Scenarios;

public static partial class DiagnosticRules
{
    /// <summary>ORR0001: not valid YAML.</summary>
    public static DiagnosticRule Syntax { get; } = Rule("ORR0001", "not valid YAML",
        "The text breaks YAML's grammar: a bracket or quote is not closed, or the indentation does not line up.",
        "Correct the line that is named; an editor with YAML support shows the same place.");

    /// <summary>ORR0002: key given twice.</summary>
    public static DiagnosticRule DuplicateKey { get; } = Rule("ORR0002", "key given twice",
        "A mapping has the same key more than once, and only one of the values could count.",
        "Remove one of the two.");

    /// <summary>ORR0003: unknown key.</summary>
    public static DiagnosticRule UnknownKey { get; } = Rule("ORR0003", "unknown key",
        "The key has no meaning here. A misspelt key would otherwise be a silent default.",
        "Use the name in the hint, or remove the key. `orrery schema` lists every key.");

    /// <summary>ORR0004: missing key.</summary>
    public static DiagnosticRule MissingKey { get; } = Rule("ORR0004", "missing key",
        "A key without a default is not given.",
        "Add it; the hint shows an example.");

    /// <summary>ORR0005: wrong kind of value.</summary>
    public static DiagnosticRule WrongNode { get; } = Rule("ORR0005", "wrong kind of value",
        "A mapping, a list or a single value stands where another of the three is expected.",
        "Write the value in the form that the message names.");

    /// <summary>ORR0006: anchors and aliases are not accepted.</summary>
    public static DiagnosticRule Anchor { get; } = Rule("ORR0006", "anchors and aliases are not accepted",
        "`&name` and `*name` let a few lines stand for billions of nodes, and an alias has no place of its own to report errors at.",
        "Write the values out, or share them with `base:`.");

    /// <summary>ORR0007: tags are not accepted.</summary>
    public static DiagnosticRule Tag { get; } = Rule("ORR0007", "tags are not accepted",
        "The type of a value follows from its key, so that `!!int` and its like can only contradict it.",
        "Remove the tag.");

    /// <summary>ORR0008: more than one document.</summary>
    public static DiagnosticRule ManyDocuments { get; } = Rule("ORR0008", "more than one document",
        "The file holds a second document after `---`.",
        "Keep one document a file.");

    /// <summary>ORR0009: key is not plain text.</summary>
    public static DiagnosticRule KeyNotText { get; } = Rule("ORR0009", "key is not plain text",
        "A mapping or a list is used as a key.",
        "Use a name as the key.");

    /// <summary>ORR0010: too large.</summary>
    public static DiagnosticRule TooLarge { get; } = Rule("ORR0010", "too large",
        "The file, a line of it or its number of values passes the bound that keeps reading fast.",
        "Split the file, or move data into a trace.");

    /// <summary>ORR0011: nested too deeply.</summary>
    public static DiagnosticRule TooDeep { get; } = Rule("ORR0011", "nested too deeply",
        "Mappings and lists are nested beyond any use.",
        "Flatten the structure.");

    /// <summary>ORR0012: not a text file.</summary>
    public static DiagnosticRule NotText { get; } = Rule("ORR0012", "not a text file",
        "The file has control characters or is not UTF-8.",
        "Check the path; save the file as UTF-8.");

    /// <summary>ORR0013: tab in the indentation.</summary>
    public static DiagnosticRule Tab { get; } = Rule("ORR0013", "tab in the indentation",
        "YAML indents with spaces only.",
        "Replace the tab by spaces.");

    /// <summary>ORR0014: nothing there.</summary>
    public static DiagnosticRule Empty { get; } = Rule("ORR0014", "nothing there",
        "The file, or the value of a key, is empty.",
        "Write a value, or remove the key to take its default.");

    /// <summary>ORR0015: file cannot be read.</summary>
    public static DiagnosticRule Unreadable { get; } = Rule("ORR0015", "file cannot be read",
        "The file does not exist or may not be read.",
        "Check the path; a relative path counts from the file that names it.");

    /// <summary>ORR0016: too many problems.</summary>
    public static DiagnosticRule TooMany { get; } = Rule("ORR0016", "too many problems",
        "The input has so many problems that the rest is not listed.",
        "Correct the first ones; the rest often follows from them.");

    /// <summary>ORR0020: not a number.</summary>
    public static DiagnosticRule NotNumber { get; } = Rule("ORR0020", "not a number",
        "The value should be a bare number (a count, a share, a width).",
        "Write a number without a unit.");

    /// <summary>ORR0021: not a quantity.</summary>
    public static DiagnosticRule NotQuantity { get; } = Rule("ORR0021", "not a quantity",
        "The value should be a number and its unit.",
        "Write it as in the hint, e.g. `80 GB`.");

    /// <summary>ORR0022: missing unit.</summary>
    public static DiagnosticRule MissingUnit { get; } = Rule("ORR0022", "missing unit",
        "A quantity is given without its unit, and Orrery never guesses one.",
        "Add the unit.");

    /// <summary>ORR0023: wrong unit.</summary>
    public static DiagnosticRule WrongUnit { get; } = Rule("ORR0023", "wrong unit",
        "The unit is unknown, or measures something else than this key needs.",
        "Use a unit as in the hint.");

    /// <summary>ORR0024: not a finite number.</summary>
    public static DiagnosticRule NotFinite { get; } = Rule("ORR0024", "not a finite number",
        "NaN and infinity are no amounts.",
        "Write a finite number, or remove the key.");

    /// <summary>ORR0025: out of bounds.</summary>
    public static DiagnosticRule OutOfBounds { get; } = Rule("ORR0025", "out of bounds",
        "The number lies outside of what the key can mean.",
        "Stay in the bounds that the message names.");

    /// <summary>ORR0026: not one of the choices.</summary>
    public static DiagnosticRule NotChoice { get; } = Rule("ORR0026", "not one of the choices",
        "The value is none of the names that the key takes.",
        "Use one of the names in the hint.");

    /// <summary>ORR0027: neither true nor false.</summary>
    public static DiagnosticRule NotBool { get; } = Rule("ORR0027", "neither true nor false",
        "The key is a switch.",
        "Write `true` or `false`.");

    /// <summary>ORR0028: said twice.</summary>
    public static DiagnosticRule SaidTwice { get; } = Rule("ORR0028", "said twice",
        "A list gives two figures for one thing, and only one of them can hold.",
        "Keep one.");

    /// <summary>ORR0030: unknown source.</summary>
    public static DiagnosticRule UnknownSource { get; } = Rule("ORR0030", "unknown source",
        "`source:` names a document that no `sources.yaml` has.",
        "Add the document to `sources.yaml`, or give `{ kind: …, citation: \"…\" }` in place.");

    /// <summary>ORR0031: number without a source.</summary>
    public static DiagnosticRule NoSource { get; } = Rule("ORR0031", "number without a source",
        "A number of the catalog has no `source:` in force.",
        "Give `source:` on the entry, on the mapping, or as `{ value: …, source: … }`.");

    /// <summary>ORR0032: base: goes in a circle.</summary>
    public static DiagnosticRule BaseCycle { get; } = Rule("ORR0032", "`base:` goes in a circle",
        "An entry is its own base, directly or through others.",
        "Break the circle.");

    /// <summary>ORR0033: not a name.</summary>
    public static DiagnosticRule BadName { get; } = Rule("ORR0033", "not a name",
        "Names of entries and systems are made of letters, digits, dots, hyphens and underscores.",
        "Choose such a name.");
}

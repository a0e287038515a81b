using System.Buffers.Text;

namespace Orrery.Workloads.Traces;

/// <summary>Reads counts of tokens and identities of conversations, and says what is wrong with them.</summary>
static class TokenCounts
{
    /// <summary>Reads a count of tokens, whole and not negative; <c>12.0</c>, as data frames write it, is 12.</summary>
    /// <param name="text">The number.</param>
    /// <param name="least">1 for a prompt; 0 for an output, whose request is then skipped.</param>
    /// <param name="name">What is counted, for the message.</param>
    /// <param name="line">Line, for the message.</param>
    /// <param name="column">Column, for the message.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <param name="count">The count.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, int least, string name, long line, int column, TraceProblemList problems, out int count)
    {
        count = 0;
        if (!Utf8Parser.TryParse(text, out long value, out var used) || !IsWhole(text[used..]))
        {
            problems.Add(line, column, TraceProblemId.NotANumber, $"'{Excerpt(text)}' is no whole number of {name} tokens");
            return false;
        }
        if (value < least || value > int.MaxValue)
        {
            problems.Add(line, column, TraceProblemId.TokenCount, $"{value} {name} tokens; a request has at least {least} and at most {int.MaxValue}");
            return false;
        }
        count = (int)value;
        return true;
    }

    /// <summary>The identity of a conversation: the number, or a stable hash of the text.</summary>
    public static long Session(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0) return -1;
        if (Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length && number >= 0) return number;
        var hash = 14695981039346656037UL; // FNV-1a
        foreach (var c in text) hash = unchecked((hash ^ c) * 1099511628211UL);
        return (long)(hash >> 1);
    }

    /// <summary>Reads a priority, a whole number of either sign; 0 where the text is empty.</summary>
    public static bool TryParsePriority(ReadOnlySpan<byte> text, long line, int column, TraceProblemList problems, out int priority)
    {
        priority = 0;
        if (text.Length == 0 || (Utf8Parser.TryParse(text, out priority, out var used) && IsWhole(text[used..]))) return true;
        problems.Add(line, column, TraceProblemId.NotANumber, $"'{Excerpt(text)}' is no whole number for a priority");
        return false;
    }

    /// <summary>The beginning of a text that is quoted in a message.</summary>
    public static string Excerpt(ReadOnlySpan<byte> text) =>
        System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]) + (text.Length > 40 ? "…" : "");

    static bool IsWhole(ReadOnlySpan<byte> rest) => rest.Length == 0 || (rest.Length > 1 && rest[0] == '.' && !rest[1..].ContainsAnyExcept((byte)'0'));
}

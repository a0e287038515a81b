namespace Orrery.Workloads.Traces;

/// <summary>Cuts a stream into lines, in a buffer that never exceeds the longest line allowed.</summary>
sealed class Utf8Lines(Stream stream)
{
    /// <summary>Bytes of the longest line allowed: a prompt of a million tokens with an identity for each fits.</summary>
    public const int MaxLineBytes = 16 << 20;

    byte[] _buffer = new byte[1 << 16];
    int _start;
    int _end;
    bool _exhausted;

    /// <summary>Line read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line read last ended in a line break.</summary>
    public bool Terminated { get; private set; }

    /// <summary>Whether a line passed the bound; nothing can be read after it.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The next line without its line break (LF or CRLF), valid until the next call.</summary>
    /// <returns>False at the end, and where a line is too long.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (TooLong) return false;
        var searched = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var end = _start + searched + at;
                line = Take(end, next: end + 1, terminated: true);
                return true;
            }
            searched = _end - _start;
            if (Fill()) continue;
            if (TooLong) Number++;
            if (TooLong || _start == _end) return false;
            line = Take(_end, next: _end, terminated: false);
            return true;
        }
    }

    ReadOnlySpan<byte> Take(int end, int next, bool terminated)
    {
        var line = _buffer.AsSpan(_start, end - _start);
        if (Number == 0 && line.StartsWith("\uFEFF"u8)) line = line[3..]; // a byte order mark
        if (line.Length > 0 && line[^1] == '\r') line = line[..^1];
        _start = next;
        Number++;
        Terminated = terminated;
        return line;
    }

    bool Fill()
    {
        if (_exhausted) return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
        {
            if (_end >= MaxLineBytes)
            {
                TooLong = true;
                return false;
            }
            Array.Resize(ref _buffer, Math.Min(_end * 2, MaxLineBytes));
        }
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _exhausted = read == 0;
        return read > 0;
    }
}

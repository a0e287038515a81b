using Orrery.Performance;
using Orrery.Serving.Measurement;

namespace Orrery.Serving.Engines;

// A run of decode steps between two events: only the tokens attended to change, by the same number each step. Where the timer is convex and three
// steps of the run lie on a line, all do, and the timer is not asked again.
sealed partial class Engine
{
    const int LongestLine = 256;
    const int ShortestLine = 6; // it takes two further evaluations to know
    const double Straight = 1e-13; // of the cost: a thousand roundings, and far under a picosecond of a step

    DecodeLine _line;
    long _nextLine; // the decode step before which no line is tried, since the last was bent

    struct DecodeLine
    {
        public bool Active;
        public int Steps; // it holds for so many
        public int Index; // of the step begun last
        public StepCost First, Last;
        public double Growth; // seconds per step
    }

    // The step just launched is the first of a line, if there is one.
    void BeginLine(long horizon)
    {
        if (!_timer.IsConvex || _decoding.Step < _nextLine) return;
        var steps = (int)Math.Min(_decoding.StepsToEvent, LongestLine);
        if (steps < ShortestLine || (horizon - _stepStart) / ShortestLine < Boundary - _stepStart) return;

        var (middle, end) = (steps / 2, steps - 1);
        _line = new DecodeLine { Steps = steps, First = _cost };
        _line.Last = CostAhead(end);
        var between = CostAhead(middle);
        var share = (double)middle / end;
        if (IsStraight(_line.First.Seconds, between.Seconds, _line.Last.Seconds) && IsStraight(_line.First.Joules, between.Joules, _line.Last.Joules))
        {
            _line.Active = true;
            _line.Growth = (_line.Last.Seconds - _line.First.Seconds) / end;
        }
        else _nextLine = _decoding.Step + steps / 4;

        bool IsStraight(double first, double inner, double last) => Math.Abs(first + (last - first) * share - inner) <= Straight * inner;
    }

    StepCost CostAhead(int steps)
    {
        var shape = _shape;
        _decoding.Describe(ref shape, steps);
        _timer.Evaluate(shape, out var cost);
        return cost;
    }

    // Begins the next step of the line, unless it is at its end, someone can be admitted, or blocks are short.
    bool ContinueLine(long now)
    {
        if (!_line.Active || _line.Index + 1 == _line.Steps) return false;
        if (_ready.Count > 0 && _sequences.Running < _spec.MaxSequences) return false;
        if (_waiting.Count > 0 && _sequences.Running < _spec.MaxSequences && NextWaiting(now) is var next and >= 0 && !IsBlocked(next)) return false;
        var blocks = _decoding.NextBlocks();
        if (blocks > _pool.Free) return false;
        _run.Tick(now);
        Occupy(blocks);
        _line.Index++;
        Launch(now, _line.First.Seconds + _line.Growth * _line.Index);
        return true;
    }

    // Records what the steps of the line that ended have cost. One that is still in flight goes on by itself.
    void EndLine()
    {
        if (!_line.Active) return;
        _line.Active = false;
        var end = _line.Steps - 1.0;
        if (_inFlight)
        {
            _cost = default;
            _cost.Add(_line.First, 1 - _line.Index / end);
            _cost.Add(_line.Last, _line.Index / end);
        }
        double done = _inFlight ? _line.Index : _line.Index + 1;
        var ofLast = done * (done - 1) / 2 / end;
        _run.Recorder.Cost(_poolIndex, _line.First, done - ofLast);
        _run.Recorder.Cost(_poolIndex, _line.Last, ofLast);
    }
}

using Orrery.Serving.Engines;
using Orrery.Simulation;
using Orrery.Units;

namespace Orrery.Serving.Front;

// Clients: when they give up, and when they come back.
sealed partial class FrontDoor
{
    // What a user will do is drawn when the request comes, from streams of its own, so that it does not depend on how the system serves.
    void Foresee(ref Visit visit, ClientSpec clients, long now)
    {
        var request = visit.Request;
        if (clients.CancelPerSecond > 0)
        {
            var patience = -Math.Log(1 - _streams.Get("patience", request.Id).NextDouble()) / clients.CancelPerSecond;
            if (patience < 1e6) visit.CancelAt = Math.Max(now, checked(now + SimTime.FromSeconds(patience).Picoseconds - _overhead)); // after 11 days every run is over
        }
        if (clients.CancelShare <= 0 || request.OutputTokens < 2) return;
        var source = _streams.Get("interest", request.Id);
        if (source.NextDouble() < clients.CancelShare) visit.StopAt = 1 + source.NextInt(request.OutputTokens - 1);
    }

    void Try(int page, long now)
    {
        ref var visit = ref _book[page];
        visit.Attempts++;
        visit.Got = 0;
        visit.Order = _attempts++;
        visit.Moves = 0;
        Record.Attempts++;
        visit.RetryAt = Never;
        Add(ref visit.By, _spec.Clients?.Timeout, now);
        Add(ref visit.FirstBy, _spec.Clients?.FirstTokenTimeout, now);
        SetAlarm(page);
        Admit(page, now);
    }

    void SetAlarm(int page)
    {
        ref var visit = ref _book[page];
        var attempt = visit.Place == Place.Away ? visit.RetryAt : Math.Min(visit.By, visit.FirstBy);
        _alarms.Set(page, Math.Min(attempt, visit.CancelAt));
    }

    void Ring(int page, long now)
    {
        ref var visit = ref _book[page];
        if (visit.CancelAt <= now)
        {
            End(page, RequestStatus.Cancelled, now);
            Dispatch(now);
        }
        else if (visit.Place == Place.Away)
        {
            visit.Place = Place.Nowhere;
            Try(page, now);
        }
        else if (visit.By > now && HasFirstToken(page))
        {
            visit.FirstBy = Never;
            SetAlarm(page);
        }
        else
        {
            Record.TimedOutAttempts++;
            Missed(page, RequestStatus.TimedOut, now);
            Dispatch(now);
        }
    }

    bool HasFirstToken(int page)
    {
        ref var visit = ref _book[page];
        return visit.Place == Place.InEngine ? _replicas[visit.Replica].Engine[visit.Ticket].Generated > 0
            : _saved.TryGetValue(page, out var saved) && saved.Generated > 0;
    }

    // An attempt came to nothing: the client tries again, or that is how the request ends.
    void Missed(int page, RequestStatus status, long now)
    {
        ref var visit = ref _book[page];
        if (_spec.Clients is not { } clients || visit.Attempts > clients.Retries)
        {
            End(page, status, now);
            return;
        }
        Withdraw(page, now);
        visit.Place = Place.Away;
        visit.RetryAt = checked(now + SimTime.From(Pause(clients, visit.Request.Id, visit.Attempts)).Picoseconds + _overhead);
        SetAlarm(page);
    }

    Seconds Pause(ClientSpec clients, long request, int failed)
    {
        var pause = Math.Min(clients.MaxBackoff.Value, clients.Backoff.Value * Math.Pow(2, failed - 1));
        return new(pause * (1 - clients.Jitter * _streams.Get($"retry {failed}", request).NextDouble()));
    }

    // The attempt leaves where it is.
    void Withdraw(int page, long now)
    {
        ref var visit = ref _book[page];
        var (place, replica) = (visit.Place, visit.Replica);
        visit.Place = Place.Nowhere;
        switch (place)
        {
            case Place.AtEncoder:
                _encoders!.Cancel(visit.Encoding!, now);
                visit.Encoding = null;
                break;
            case Place.AtRouter:
                _queue.Remove(page, visit);
                break;
            case Place.AtAdapters:
                _replicas[replica].Adapters!.Release(page, visit.Request.Adapter, now);
                break;
            case Place.InEngine:
                visit.Got = _replicas[replica].Engine.Generated(visit.Ticket);
                _queue.Generated(visit.Request, visit.Got);
                _handOff?.Abandon(replica, visit.Ticket, now);
                _replicas[replica].Engine.Cancel(visit.Ticket, now);
                ReleaseAdapter(page, now);
                break;
        }
        if (!_saved.Remove(page, out var saved)) return;
        Record.WastedOutput += visit.Got = saved.Generated;
    }

    void ReleaseAdapter(int page, long now)
    {
        ref var visit = ref _book[page];
        if (visit.Request.Adapter >= 0) _replicas[visit.Replica].Adapters?.Release(page, visit.Request.Adapter, now);
    }

    void End(int page, RequestStatus status, long now)
    {
        Withdraw(page, now);
        Ended(page, status, now);
    }

    // It is nowhere any more, and its client knows.
    void Ended(int page, RequestStatus status, long now)
    {
        var visit = _book[page];
        if (status == RequestStatus.Rejected) _run.Recorder.Rejection(visit.Request);
        Record.Ended(status);
        _run.Recorder.GivenUp(visit, status, now);
        Forget(page, now);
        _arrivals.Failed(visit.Request, now);
    }

    void Forget(int page, long now)
    {
        ref var visit = ref _book[page];
        if (visit.Place == Place.InEngine) ReleaseAdapter(page, now);
        _alarms.Set(page, Never);
        _saved.Remove(page);
        _book.Remove(page);
    }

    void Waste(in Sequence sequence)
    {
        Record.WastedInput += Math.Max(0, Math.Min(sequence.Computed, sequence.Request.InputTokens) - sequence.Cached);
        Record.WastedOutput += sequence.Generated;
    }
}

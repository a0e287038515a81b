using Orrery.Serving.Engines;
using Orrery.Workloads;

namespace Orrery.Serving.Front;

/// <summary>A request that has not ended: its client's present attempt, and where that is.</summary>
struct Visit
{
    public Request Request;

    /// <summary>Place in the order in which attempts came.</summary>
    public long Order;

    /// <summary>Picoseconds: when the attempt is given up without a first token, and at all; when its user loses interest; when its client tries again.</summary>
    public long FirstBy, By, CancelAt, RetryAt;

    /// <summary>Tokens after which its user stops the answer; 0 for never.</summary>
    public int StopAt;

    /// <summary>Tokens that its last attempt brought, though not all.</summary>
    public int Got;

    public int Attempts, Moves;
    public Place Place;
    public int Replica;
    public Ticket Ticket;
    public Encoding? Encoding;
    public int NextFree;
}

/// <summary>Where an attempt is.</summary>
enum Place
{
    /// <summary>The request has ended; the page is free.</summary>
    Nowhere,

    /// <summary>Its client pauses before the next attempt.</summary>
    Away,

    /// <summary>Its images or sound are encoded, or what that made is on its way.</summary>
    AtEncoder,

    /// <summary>It waits for a replica.</summary>
    AtRouter,

    /// <summary>Its replica loads the adapter that it needs.</summary>
    AtAdapters,

    /// <summary>In an engine.</summary>
    InEngine,
}

/// <summary>The requests that have not ended, by page from 1. Pages are used again: the book is as long as the most requests that were ever open at once.</summary>
sealed class Book
{
    Visit[] _pages = new Visit[16];
    int _used = 1, _free;

    public ref Visit this[int page] => ref _pages[page];

    /// <summary>Requests that have not ended.</summary>
    public int Open { get; private set; }

    /// <summary>Pages ever used.</summary>
    public int Length => _used;

    public int Add(in Request request)
    {
        Open++;
        var page = _free;
        if (page != 0) _free = _pages[page].NextFree;
        else
        {
            page = _used++;
            if (page == _pages.Length) Array.Resize(ref _pages, 2 * page);
        }
        _pages[page] = new Visit { Request = request, FirstBy = long.MaxValue, By = long.MaxValue, CancelAt = long.MaxValue, RetryAt = long.MaxValue, Replica = -1 };
        return page;
    }

    public void Remove(int page)
    {
        Open--;
        _pages[page] = new Visit { NextFree = _free };
        _free = page;
    }
}

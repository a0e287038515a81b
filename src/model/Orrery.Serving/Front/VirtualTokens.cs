namespace Orrery.Serving.Front;

/// <summary>
/// What each tenant has been served, in weighted tokens over its share: the virtual token counters of Sheng et al. (OSDI 2024). One that comes back to the queue is
/// lifted to the least counter there, so that nobody saves up service for later.
/// </summary>
/// <remarks>Tokens of sequences that decode come one a step and are counted when somebody asks: a step costs nothing however many tenants there are.</remarks>
sealed class VirtualTokens(FairnessSpec fairness)
{
    sealed class Account
    {
        public double Served;
        public double Share;
        public int Waiting, Decoding;
        public long Counted; // the decode step until which its decoding sequences are counted
    }

    readonly Dictionary<int, Account> _accounts = [];
    readonly List<Account> _queued = []; // those with somebody waiting
    Account? _lastOut;

    /// <summary>Tells the decode steps done.</summary>
    public Func<long> Clock { get; set; } = static () => 0;

    /// <summary>Weighted tokens that a tenant has been served, over its share. It never falls.</summary>
    public double Served(int tenant) => Counted(Of(tenant)).Served;

    /// <summary>A request of a tenant begins to wait.</summary>
    public void Enter(int tenant)
    {
        var account = Counted(Of(tenant));
        if (account.Waiting++ > 0) return;
        if (_queued.Count > 0) account.Served = Math.Max(account.Served, _queued.Min(other => Counted(other).Served));
        else if (_lastOut is not null) account.Served = Math.Max(account.Served, Counted(_lastOut).Served);
        _queued.Add(account);
    }

    /// <summary>A request of a tenant waits no more.</summary>
    public void Leave(int tenant)
    {
        var account = Of(tenant);
        if (--account.Waiting > 0) return;
        _queued.Remove(account);
        _lastOut = account;
    }

    /// <summary>Prompt tokens are computed for a tenant.</summary>
    public void Prompt(int tenant, long tokens) => Charge(tenant, tokens * fairness.PromptWeight);

    /// <summary>Tokens are generated for a tenant.</summary>
    public void Output(int tenant, long tokens) => Charge(tenant, tokens * fairness.OutputWeight);

    /// <summary>From this step on so many more sequences of a tenant decode.</summary>
    public void Decode(int tenant, int more) => Counted(Of(tenant)).Decoding += more;

    void Charge(int tenant, double weighted)
    {
        var account = Of(tenant);
        account.Served += weighted / account.Share;
    }

    Account Counted(Account account)
    {
        var step = Clock();
        account.Served += account.Decoding * (step - account.Counted) * fairness.OutputWeight / account.Share;
        account.Counted = step;
        return account;
    }

    Account Of(int tenant)
    {
        if (!_accounts.TryGetValue(tenant, out var account))
            _accounts[tenant] = account = new Account { Share = fairness.WeightOf(tenant), Counted = Clock() };
        return account;
    }
}

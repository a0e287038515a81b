namespace Orrery.Workloads;

/// <summary>Somebody whose requests are told apart from others'.</summary>
/// <param name="Name">The name.</param>
/// <param name="Share">Its share of the requests that name no tenant, against the shares of the others.</param>
/// <param name="Weight">The service that it is due, against the weights of the others.</param>
/// <param name="Priority">Priority of its requests; null for the requests' own.</param>
public sealed record TenantSpec(string Name, double Share = 1, double Weight = 1, int? Priority = null);

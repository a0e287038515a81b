using Orrery.Hardware.Collectives;

namespace Orrery.Evidence;

/// <summary>Reads a table of a library's collectives.</summary>
/// <param name="file"><c>aic_comm</c>, whose rows of NCCL are read, or <c>vidur_network</c>.</param>
sealed class CollectiveTable(string file)
{
    readonly bool _vidur = file == "vidur_network";

    /// <summary>The tables that are known.</summary>
    public static readonly CollectiveTable[] All = [new("aic_comm"), new("vidur_network")];

    public string Name => _vidur ? file : "nccl_comm";

    public string File => file + ".csv";

    public IReadOnlyList<string> Columns => _vidur ? ["node", "collective", "num_workers", "size", "devices_per_node", "median_ms"] : ["system", "op_name", "kernel_source", "dtype", "num_gpus", "message_size", "latency"];

    /// <summary>Whether fits are made to a row: Vidur's sums were timed with their host side, 30 to 40 µs at least.</summary>
    public bool IsFitted(CollectiveSample sample) => !_vidur || sample.Kind == Collective.PointToPoint;

    /// <summary>Samples of a table; rows without one are counted in <paramref name="findings"/>.</summary>
    public IEnumerable<CollectiveSample> Read(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var row in table.Rows)
        {
            // Sums by the engine's own kernels are the other set's.
            if (!_vidur && row.Text("kernel_source") != "NCCL") continue;
            var system = _vidur ? row.Text("node").Split('_')[0] : row.Text("system");
            int ranks = row.Whole(_vidur ? "num_workers" : "num_gpus") ?? 0, perNode = _vidur ? row.Whole("devices_per_node") ?? 0 : ranks;
            var operation = row.Text(_vidur ? "collective" : "op_name");
            Collective? kind = operation switch { "all_reduce" => Collective.AllReduce, "all_gather" => Collective.AllGather, "reduce_scatter" => Collective.ReduceScatter, "alltoall" => Collective.AllToAll, "send_recv" => Collective.PointToPoint, _ => null };
            var accelerator = systems.Accelerator(system);
            var reason = accelerator is null ? $"the catalog has no accelerator '{system}'"
                : kind is null || ranks < 2 || perNode < 1 ? "a collective of another kind"
                : _vidur && !row.Text("node").EndsWith("_dgx", StringComparison.Ordinal) ? "the catalog has no node whose devices are joined in pairs"
                // Sums of two devices a node take as long as those of one: 5.9 GB/s either way, of the 25 that an adapter of each would carry.
                : _vidur && ranks > perNode && system == "a100" ? "nodes whose devices share adapters, which the catalog does not have"
                : accelerator.ScaleUp is null || (ranks > perNode && accelerator.ScaleOut is null) ? $"{accelerator.Name} has no link"
                : null;
            if (reason is not null)
            {
                findings.Skip(reason);
                continue;
            }

            // Sizes are elements there, and bytes here.
            var bytes = (row.Number(_vidur ? "size" : "message_size") ?? 0) * (!_vidur && row.Text("dtype") == "half" ? 2 : 1);
            yield return new(accelerator!, kind!.Value, ranks, perNode, bytes, (row.Number(_vidur ? "median_ms" : "latency") ?? 0) * 1e-3)
            {
                Table = findings.Set,
                Name = operation,
                Version = _vidur ? "" : row.Text("version"),
            };
        }
    }
}

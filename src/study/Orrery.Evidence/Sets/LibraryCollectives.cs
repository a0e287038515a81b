using Orrery.Hardware;
using Orrery.Hardware.Collectives;

namespace Orrery.Evidence;

/// <summary>Times of a library's collectives, predicted by the model of the network; nothing is fitted to them.</summary>
/// <param name="file"><c>aic_comm</c>, whose rows of NCCL are read, or <c>vidur_network</c>.</param>
sealed class LibraryCollectives(string file) : IEvidenceSet
{
    readonly bool _vidur = file == "vidur_network";

    public string Name => _vidur ? file : "nccl_comm";

    public string File => file + ".csv";

    public IReadOnlyList<string> Columns => _vidur ? ["node", "collective", "num_workers", "size", "devices_per_node", "median_ms"] : ["system", "op_name", "kernel_source", "dtype", "num_gpus", "message_size", "latency"];

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
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
                : accelerator.ScaleUp is null || (ranks > perNode && accelerator.ScaleOut is null) ? $"{accelerator.Name} has no link"
                : null;
            if (reason is not null)
            {
                findings.Skip(reason);
                continue;
            }

            // Sizes are elements there, and bytes here.
            var bytes = (row.Number(_vidur ? "size" : "message_size") ?? 0) * (!_vidur && row.Text("dtype") == "half" ? 2 : 1);
            var fabric = accelerator!.ScaleUp! with { DomainSize = Math.Min(perNode, accelerator.ScaleUp.DomainSize) };
            var network = CollectiveModel.Create(perNode == 1 ? null : fabric, accelerator.ScaleOut, ranks);
            findings.Add(new()
            {
                Set = findings.Set,
                Id = $"{accelerator.Name} {operation} {bytes} over {ranks}",
                Metric = Metric.OperatorTime,
                System = accelerator.Name,
                Model = operation,
                Engine = _vidur ? "nccl" : "nccl " + row.Text("version"),
                Batch = ranks,
                Detail = $"{operation} of {bytes} B over {ranks}, {perNode} a node",
                Measured = (row.Number(_vidur ? "median_ms" : "latency") ?? 0) * 1e-3,
                Predicted = network.Cost(kind!.Value, bytes).Seconds,
            });
        }
    }
}

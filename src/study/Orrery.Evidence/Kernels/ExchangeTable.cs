using Orrery.Hardware;
using Orrery.Performance;

namespace Orrery.Evidence;

/// <summary>Reads measured exchanges of tokens with the devices of their experts: DeepEP's dispatch, eight bits an element, and its combine, sixteen.</summary>
static class ExchangeTable
{
    const double Devices = 8;

    // DeepEP's own default is 20; with fewer it is slower in proportion.
    const double FewestMultiprocessors = 20;

    /// <summary>The dispatch and the combine of a row; nothing for several nodes or few multiprocessors.</summary>
    public static IEnumerable<KernelSample> Read(MeasuredRow row, AcceleratorSpec accelerator)
    {
        if (row.Whole("node_num") != 1 || accelerator.ScaleUp is null) yield break;
        var few = row.Text("table") == "ll";
        if (!few && row.Number("dispatch_sms") is not >= FewestMultiprocessors) yield break;
        double tokens = KernelTables.N(row, "num_token"), width = KernelTables.N(row, "hidden_size"), visits = KernelTables.N(row, "num_topk");
        var copies = few ? visits : Devices * (1 - Math.Pow(1 - 1 / Devices, visits));
        foreach (var (name, bytes, column) in new[] { ("dispatch", 1, few ? "dispatch_avg_t_us" : "dispatch_transmit_us"), ("combine", 2, few ? "combine_avg_t_us" : "combine_transmit_us") })
            yield return new(accelerator, few ? KernelKind.Exchange : KernelKind.BulkExchange, bytes == 1 ? NumberFormat.Fp8 : NumberFormat.Bf16, ComputeType.Bf16,
                new KernelWork(0, (Devices - 1) / Devices * tokens * copies * width * bytes), (row.Number(column) ?? 0) * 1e-6)
            {
                Batch = tokens,
                Shape = $"{visits} visits of {width}",
                Detail = $"{name} of {tokens} tokens of {width}, {visits} visits, {Devices} devices{(few ? ", low latency" : "")}",
            };
    }
}

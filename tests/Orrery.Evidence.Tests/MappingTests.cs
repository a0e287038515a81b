namespace Orrery.Evidence.Tests;

public sealed class MappingTests
{
    const string Ranks = "tp_size,attention_dp_size,moe_tp_size,moe_ep_size,concurrency,batch_size";

    [Theory]
    [InlineData("8,1,8,1,64,64", 8, 1, 1)] // plain tensor ranks
    [InlineData("8,1,1,8,64,64", 8, 1, 8)] // experts over the same ranks
    [InlineData("64,1,8,8,4,4", 8, 1, 8)] // TP 8 and EP 8 on eight devices, written as their product
    [InlineData("1,64,8,8,256,4", 1, 8, 8)] // the same with attention in data ranks
    [InlineData("4,4,1,16,64,16", 1, 4, 4)] // data ranks beside tensor ranks, and experts over "both"
    [InlineData("4,1,2,2,16,16", 2, 1, 2)] // TP 2 and EP 2 as their product
    [InlineData("8,,1,8,80,10", 1, 8, 8)] // an eighth of the users in each batch: eight data ranks
    [InlineData("8,,2,4,16,16", 8, 1, 4)] // a true mixture of both
    [InlineData("1,,4,1,5,5", 1, 4, 1)] // no tensor ranks, four devices of experts
    public void Ranks_of_an_engine_are_found_behind_what_records_call_them(string cells, int tensor, int data, int expert)
        => Assert.Equal(new ServingSetups.Ranks(tensor, data, expert), ServingSetups.Of(Catalogs.Row(Ranks, cells), "", out _));

    [Fact]
    public void Devices_of_several_engines_are_no_tensor_ranks()
    {
        Assert.Null(ServingSetups.Of(Catalogs.Row(Ranks, "36,1,36,1,32,32"), "", out var reason));
        Assert.Contains("36", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b")]
    [InlineData("Qwen/Qwen3-235B-A22B-FP8", "qwen3-235b-a22b")]
    [InlineData("nvidia/DeepSeek-V3.1-NVFP4", "deepseek-v3")]
    [InlineData("mistralai/Mistral-7B-v0.1", "mistral-7b")]
    [InlineData("nobody/Nothing-1T", null)]
    public void Models_are_found_under_their_publishers_names(string path, string? entry) => Assert.Equal(entry, Catalogs.Systems().ModelName(path));

    [Theory]
    [InlineData("h100_sxm", "h100-sxm")]
    [InlineData("a100-80gb", "a100-80-sxm")]
    [InlineData("gb200", "gb200")]
    [InlineData("abacus", null)]
    public void Accelerators_are_found_under_benchmarks_names(string name, string? entry) => Assert.Equal(entry, Catalogs.Systems().AcceleratorName(name));

    [Fact]
    public void A_table_says_what_it_lacks()
    {
        Assert.Contains("'b'", Assert.Throws<EvidenceException>(() => MeasuredTable.Read("t.csv", new StringReader("# source\na,c\n1,2\n"), "a", "b")).Message, StringComparison.Ordinal);
        Assert.Contains("t.csv(3)", Assert.Throws<EvidenceException>(() => MeasuredTable.Read("t.csv", new StringReader("a,b\n1,2\n3\n"))).Message, StringComparison.Ordinal);
        Assert.Equal("x, \"y\"", Catalogs.Row("a,b", "1,\"x, \"\"y\"\"\"").Text("b"));
    }

    [Fact]
    public void A_run_keeps_its_own_time_to_a_first_token_where_one_before_it_is_of_an_engine_that_nobody_knows()
    {
        const string header = "id,system,model_path,precision,backend,backend_version,mode,isl,osl,concurrency,silicon_ttft_ms,silicon_tpot_ms,gemm_quant_mode,moe_quant_mode,batch_size,tp_size,pp_size,attention_dp_size,moe_tp_size,moe_ep_size";
        static string Run(string id, string engine, int users) => $"{id},b200_sxm,deepseek-ai/DeepSeek-R1,fp8,{engine},0.5.9,agg,8192,1024,{users},1092,14.76,fp8,fp8_block,{users},8,1,1,8,1";
        static EvidenceFindings Predict(params string[] rows)
        {
            var findings = new EvidenceFindings(ServingRuns.SetName);
            new ServingRuns().Predict(MeasuredTable.Read("t.csv", new StringReader($"{header}\n{string.Join('\n', rows)}\n")), Catalogs.Systems(), findings);
            return findings;
        }

        var alone = Predict(Run("known", "sglang", 16));
        var after = Predict(Run("unknown", "an-engine-of-ours", 128), Run("known", "sglang", 16));
        Assert.Equal(2, alone.Points.Count);
        Assert.Equal(alone.Points, after.Points);
        Assert.Equal(1, after.Unmapped.Sum(rows => rows.Rows));
    }
}

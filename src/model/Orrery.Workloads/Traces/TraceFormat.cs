namespace Orrery.Workloads.Traces;

/// <summary>The format of a trace, as its header or first object shows it.</summary>
public enum TraceFormat
{
    /// <summary>Not recognised.</summary>
    Unknown,

    /// <summary>Azure's public LLM inference traces of 2023, 2024 and 2025: <c>TIMESTAMP,ContextTokens,GeneratedTokens</c>.</summary>
    Azure,

    /// <summary>BurstGPT: <c>Timestamp,Model,Request tokens,Response tokens,…</c>.</summary>
    BurstGpt,

    /// <summary>Mooncake: JSON lines with <c>hash_ids</c> of blocks of 512 tokens.</summary>
    Mooncake,

    /// <summary>Vidur: <c>arrived_at,num_prefill_tokens,num_decode_tokens</c>, or lengths alone.</summary>
    Vidur,

    /// <summary>Splitwise: <c>request_id,request_type,application_id,arrival_timestamp,batch_size,prompt_size,token_size</c>.</summary>
    Splitwise,

    /// <summary>LLMServingSim: JSON lines with <c>arrival_time_ns</c>, flat or with <c>sub_requests</c>.</summary>
    LlmServingSim,

    /// <summary>ServeGen: rates of windows in one file, distributions of lengths in another.</summary>
    ServeGen,

    /// <summary>A CSV file whose header names arrivals, input and output in another way that is known.</summary>
    Csv,

    /// <summary>JSON lines whose keys name arrivals, input and output in another way that is known.</summary>
    JsonLines,
}

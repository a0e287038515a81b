namespace Orrery.Workloads.Tests.HuggingFace;

/// <summary>Fields of published configurations, typed in; keys that do not matter here are left out.</summary>
static class Configs
{
    public static Dictionary<string, string> All { get; } = new()
    {
        ["llama-3.1-70b"] = """
            {"model_type":"llama","architectures":["LlamaForCausalLM"],"attention_bias":false,"mlp_bias":false,"hidden_size":8192,"intermediate_size":28672,
             "num_hidden_layers":80,"num_attention_heads":64,"num_key_value_heads":8,"vocab_size":128256,"max_position_embeddings":131072,
             "tie_word_embeddings":false,"torch_dtype":"bfloat16","rope_scaling":{"factor":8.0,"rope_type":"llama3"}}
            """,
        ["llama-2-7b"] = """
            {"model_type":"llama","hidden_size":4096,"intermediate_size":11008,"num_hidden_layers":32,"num_attention_heads":32,"vocab_size":32000,
             "max_position_embeddings":4096,"torch_dtype":"float16"}
            """,
        ["mistral-7b"] = """
            {"model_type":"mistral","hidden_size":4096,"intermediate_size":14336,"num_hidden_layers":32,"num_attention_heads":32,"num_key_value_heads":8,
             "vocab_size":32000,"max_position_embeddings":32768,"sliding_window":4096,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}
            """,
        ["mixtral-8x7b"] = """
            {"model_type":"mixtral","hidden_size":4096,"intermediate_size":14336,"num_hidden_layers":32,"num_attention_heads":32,"num_key_value_heads":8,
             "num_local_experts":8,"num_experts_per_tok":2,"vocab_size":32000,"max_position_embeddings":32768,"sliding_window":null,"tie_word_embeddings":false}
            """,
        ["qwen2.5-7b"] = """
            {"model_type":"qwen2","hidden_size":3584,"intermediate_size":18944,"num_hidden_layers":28,"num_attention_heads":28,"num_key_value_heads":4,
             "vocab_size":152064,"max_position_embeddings":131072,"max_window_layers":28,"sliding_window":131072,"use_sliding_window":false,"tie_word_embeddings":false}
            """,
        ["qwen1.5-moe-a2.7b"] = """
            {"model_type":"qwen2_moe","hidden_size":2048,"intermediate_size":5632,"moe_intermediate_size":1408,"shared_expert_intermediate_size":5632,
             "num_experts":60,"num_experts_per_tok":4,"num_hidden_layers":24,"num_attention_heads":16,"num_key_value_heads":16,"decoder_sparse_step":1,
             "vocab_size":151936,"max_position_embeddings":8192,"use_sliding_window":false,"sliding_window":32768,"max_window_layers":21,"tie_word_embeddings":false}
            """,
        ["qwen3-8b"] = """
            {"model_type":"qwen3","attention_bias":false,"head_dim":128,"hidden_size":4096,"intermediate_size":12288,"num_hidden_layers":36,
             "num_attention_heads":32,"num_key_value_heads":8,"vocab_size":151936,"max_position_embeddings":40960,"use_sliding_window":false,"sliding_window":null}
            """,
        ["qwen3-30b-a3b"] = """
            {"model_type":"qwen3_moe","attention_bias":false,"head_dim":128,"hidden_size":2048,"intermediate_size":6144,"moe_intermediate_size":768,
             "num_experts":128,"num_experts_per_tok":8,"num_hidden_layers":48,"num_attention_heads":32,"num_key_value_heads":4,"decoder_sparse_step":1,
             "mlp_only_layers":[],"vocab_size":151936,"max_position_embeddings":40960,"tie_word_embeddings":false,"max_window_layers":48}
            """,
        ["qwen3-next-80b-a3b"] = """
            {"model_type":"qwen3_next","attention_bias":false,"head_dim":256,"hidden_size":2048,"intermediate_size":5120,"moe_intermediate_size":512,
             "shared_expert_intermediate_size":512,"num_experts":512,"num_experts_per_tok":10,"num_hidden_layers":48,"num_attention_heads":16,
             "num_key_value_heads":2,"full_attention_interval":4,"linear_conv_kernel_dim":4,"linear_key_head_dim":128,"linear_value_head_dim":128,
             "linear_num_key_heads":16,"linear_num_value_heads":32,"decoder_sparse_step":1,"mlp_only_layers":[],"vocab_size":151936,"max_position_embeddings":262144}
            """,
        ["deepseek-v2-lite"] = """
            {"model_type":"deepseek_v2","hidden_size":2048,"intermediate_size":10944,"moe_intermediate_size":1408,"n_routed_experts":64,"n_shared_experts":2,
             "num_experts_per_tok":6,"first_k_dense_replace":1,"moe_layer_freq":1,"num_hidden_layers":27,"num_attention_heads":16,"num_key_value_heads":16,
             "q_lora_rank":null,"kv_lora_rank":512,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"topk_method":"greedy","vocab_size":102400,
             "max_position_embeddings":163840,"tie_word_embeddings":false}
            """,
        ["deepseek-v3"] = """
            {"model_type":"deepseek_v3","hidden_size":7168,"intermediate_size":18432,"moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,
             "num_experts_per_tok":8,"first_k_dense_replace":3,"moe_layer_freq":1,"num_hidden_layers":61,"num_nextn_predict_layers":1,"num_attention_heads":128,
             "num_key_value_heads":128,"q_lora_rank":1536,"kv_lora_rank":512,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"topk_method":"noaux_tc",
             "vocab_size":129280,"max_position_embeddings":163840,"tie_word_embeddings":false,
             "quantization_config":{"activation_scheme":"dynamic","fmt":"e4m3","quant_method":"fp8","weight_block_size":[128,128]},"torch_dtype":"bfloat16"}
            """,
        ["deepseek-v3.2"] = """
            {"model_type":"deepseek_v32","hidden_size":7168,"intermediate_size":18432,"moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,
             "num_experts_per_tok":8,"first_k_dense_replace":3,"moe_layer_freq":1,"num_hidden_layers":61,"num_nextn_predict_layers":1,"num_attention_heads":128,
             "num_key_value_heads":128,"q_lora_rank":1536,"kv_lora_rank":512,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"index_n_heads":64,"index_head_dim":128,"index_topk":2048,"topk_method":"noaux_tc",
             "vocab_size":129280,"max_position_embeddings":163840,"tie_word_embeddings":false,
             "quantization_config":{"activation_scheme":"dynamic","fmt":"e4m3","quant_method":"fp8","weight_block_size":[128,128]},"torch_dtype":"bfloat16"}
            """,
        ["kimi-k2"] = """
            {"model_type":"kimi_k2","hidden_size":7168,"intermediate_size":18432,"moe_intermediate_size":2048,"n_routed_experts":384,"n_shared_experts":1,
             "num_experts_per_tok":8,"first_k_dense_replace":1,"moe_layer_freq":1,"num_hidden_layers":61,"num_nextn_predict_layers":0,"num_attention_heads":64,
             "num_key_value_heads":64,"q_lora_rank":1536,"kv_lora_rank":512,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"topk_method":"noaux_tc",
             "vocab_size":163840,"max_position_embeddings":131072,"tie_word_embeddings":false,
             "quantization_config":{"quant_method":"fp8","weight_block_size":[128,128]}}
            """,
        ["glm-4.5-air"] = """
            {"model_type":"glm4_moe","attention_bias":true,"use_qk_norm":false,"head_dim":128,"hidden_size":4096,"intermediate_size":10944,"moe_intermediate_size":1408,
             "n_routed_experts":128,"n_shared_experts":1,"num_experts_per_tok":8,"first_k_dense_replace":1,"num_hidden_layers":46,"num_nextn_predict_layers":1,
             "num_attention_heads":96,"num_key_value_heads":8,"vocab_size":151552,"max_position_embeddings":131072,"tie_word_embeddings":false}
            """,
        ["gpt-oss-20b"] = """
            {"model_type":"gpt_oss","attention_bias":true,"head_dim":64,"hidden_size":2880,"intermediate_size":2880,"num_local_experts":32,"num_experts_per_tok":4,
             "experts_per_token":4,"num_hidden_layers":24,"num_attention_heads":64,"num_key_value_heads":8,"sliding_window":128,"vocab_size":201088,
             "max_position_embeddings":131072,"tie_word_embeddings":false,
             "layer_types":["sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention",
              "sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention",
              "sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention"],
             "quantization_config":{"modules_to_not_convert":["model.layers.*.self_attn","model.layers.*.mlp.router","model.embed_tokens","lm_head"],"quant_method":"mxfp4"}}
            """,
        ["gemma-2b"] = """
            {"model_type":"gemma","head_dim":256,"hidden_size":2048,"intermediate_size":16384,"num_hidden_layers":18,"num_attention_heads":8,"num_key_value_heads":1,
             "vocab_size":256000,"max_position_embeddings":8192}
            """,
        ["gemma-2-2b"] = """
            {"model_type":"gemma2","attention_bias":false,"head_dim":256,"hidden_size":2304,"intermediate_size":9216,"num_hidden_layers":26,"num_attention_heads":8,
             "num_key_value_heads":4,"sliding_window":4096,"vocab_size":256000,"max_position_embeddings":8192}
            """,
        ["gemma-3-4b"] = """
            {"model_type":"gemma3","architectures":["Gemma3ForConditionalGeneration"],"text_config":{"hidden_size":2560,"intermediate_size":10240,
             "model_type":"gemma3_text","num_hidden_layers":34,"sliding_window":1024,"rope_scaling":{"factor":8.0}},"vision_config":{"hidden_size":1152}}
            """,
        ["phi-3-mini"] = """
            {"model_type":"phi3","attention_bias":false,"hidden_size":3072,"intermediate_size":8192,"num_hidden_layers":32,"num_attention_heads":32,
             "num_key_value_heads":32,"sliding_window":2047,"vocab_size":32064,"max_position_embeddings":4096,"tie_word_embeddings":false}
            """,
        ["phi-2"] = """
            {"model_type":"phi","hidden_size":2560,"intermediate_size":10240,"num_hidden_layers":32,"num_attention_heads":32,"num_key_value_heads":null,
             "qk_layernorm":false,"vocab_size":51200,"max_position_embeddings":2048,"tie_word_embeddings":false,"torch_dtype":"float16"}
            """,
        ["opt-6.7b"] = """
            {"model_type":"opt","hidden_size":4096,"ffn_dim":16384,"num_hidden_layers":32,"num_attention_heads":32,"vocab_size":50272,
             "max_position_embeddings":2048,"word_embed_proj_dim":4096,"do_layer_norm_before":true,"torch_dtype":"float16"}
            """,
        ["falcon-7b"] = """
            {"model_type":"falcon","alibi":false,"bias":false,"hidden_size":4544,"multi_query":true,"new_decoder_architecture":false,"num_attention_heads":71,
             "num_hidden_layers":32,"parallel_attn":true,"vocab_size":65024}
            """,
        ["falcon-40b"] = """
            {"model_type":"falcon","alibi":false,"bias":false,"hidden_size":8192,"multi_query":true,"new_decoder_architecture":true,"num_attention_heads":128,
             "num_kv_heads":8,"num_hidden_layers":60,"parallel_attn":true,"vocab_size":65024}
            """,
        ["llama-4-maverick"] = """
            {"model_type":"llama4","text_config":{"model_type":"llama4_text","attention_bias":false,"attention_chunk_size":8192,"head_dim":128,"hidden_size":5120,
             "intermediate_size":8192,"intermediate_size_mlp":16384,"interleave_moe_layer_step":2,"num_local_experts":128,"num_experts_per_tok":1,
             "num_hidden_layers":48,"num_attention_heads":40,"num_key_value_heads":8,"use_qk_norm":false,"no_rope_layers":[],"vocab_size":202048,
             "max_position_embeddings":1048576,"tie_word_embeddings":false}}
            """,
        ["mamba-codestral-7b"] = """
            {"model_type":"mamba2","hidden_size":4096,"num_hidden_layers":64,"expand":2,"head_dim":64,"num_heads":128,"n_groups":8,"state_size":128,"conv_kernel":4,
             "vocab_size":32768,"tie_word_embeddings":false}
            """,
    };
}

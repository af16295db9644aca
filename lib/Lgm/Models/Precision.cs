namespace Lgm.Models;

/// <summary>The type in which convolutions are trained. Weights, statistics and head stay float32, and so do evaluation and attacks.</summary>
public enum Precision
{
    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>
    /// 16 bits with the exponent of float32, so that nothing needs rescaling; about twice as fast where the hardware has
    /// units for it (amx_bf16, avx512_bf16, CUDA), slower elsewhere.
    /// </summary>
    BFloat16,
}

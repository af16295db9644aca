namespace Lgm.Training;

/// <summary>libtorch could not get the memory it asked for: what that looks like.</summary>
public static class OutOfMemory
{
    // libtorch has no error code for it. In order: its CPU allocator, CUDA's, cuBLAS's and cuDNN's, the C++ runtime's, oneDNN's.
    private static readonly string[] s_texts =
        ["can't allocate memory", "not enough memory", "out of memory", "ALLOC_FAILED", "bad_alloc", "could not create a memory"];

    /// <summary>Whether an exception, or one inside it, says that memory was refused, on the CPU or on a GPU.</summary>
    public static bool Is(Exception? e) => e is not (null or WorkbookException)
        && (e is OutOfMemoryException || s_texts.Any(t => e.Message.Contains(t, StringComparison.OrdinalIgnoreCase)) || Is(e.InnerException));
}

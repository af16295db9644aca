using TorchSharp;

namespace Lgm.Training;

/// <summary>libtorch could not get the memory it asked for: what that looks like, and how much smaller a batch must be.</summary>
public static class OutOfMemory
{
    // libtorch has no error code for it. In order: its CPU allocator (1.13, 2.x), CUDA's, cuBLAS's and cuDNN's, the C++ runtime's, oneDNN's.
    private static readonly string[] s_texts =
        ["can't allocate memory", "not enough memory", "out of memory", "ALLOC_FAILED", "bad_alloc", "could not create a memory"];

    /// <summary>Whether an exception, or one inside it, says that memory was refused, on the CPU or on a GPU.</summary>
    public static bool Is(Exception? e) => e is not (null or WorkbookException)
        && (e is OutOfMemoryException || s_texts.Any(t => e.Message.Contains(t, StringComparison.OrdinalIgnoreCase)) || Is(e.InnerException));

    /// <summary>Half of the batch, half of that, and so on, until one is tried without running out of memory.</summary>
    /// <param name="batch">The number of images that did not fit.</param>
    /// <param name="attempt">Does the same work with fewer images.</param>
    /// <returns>A number of images that was seen to fit; 0 where not even one does.</returns>
    public static int Fitting(int batch, Action<int> attempt)
    {
        while ((batch /= 2) > 0)
        {
            // Handles without a scope keep their memory until they are finalised.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            try
            {
                attempt(batch);
                return batch;
            }
            catch (Exception e) when (Is(e)) { }
        }
        return 0;
    }

    /// <summary>The sentence for a training whose step of <paramref name="batch"/> images did not fit.</summary>
    internal static WorkbookException InTraining(Exception cause, torch.Device device, int batch, Action<int> attempt)
    {
        var fits = Fitting(batch, attempt);
        return new WorkbookException($"Training ran out of memory on {device} with {batch} images a step: " + (fits > 0
            ? $"a step of {fits} fits, so set Training.BatchSize to {fits} (--set Training.BatchSize={fits})."
            : "a step of one image does not fit either, so free memory or choose another device."), cause);
    }
}

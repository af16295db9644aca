namespace TorchSharp;

/// <summary>
/// Frees, when it is disposed, the tensors that were made on this thread while it was the innermost scope and were
/// neither moved out nor detached.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? t_current;

    private readonly HashSet<torch.Tensor> _tensors = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? _outer;

    internal DisposeScope()
    {
        _outer = t_current;
        t_current = this;
    }

    internal static DisposeScope? Current => t_current;

    public int DisposablesCount => _tensors.Count;

    internal void Add(torch.Tensor tensor)
    {
        _tensors.Add(tensor);
        tensor.Scope = this;
    }

    internal void Remove(torch.Tensor tensor)
    {
        _tensors.Remove(tensor);
        tensor.Scope = null;
    }

    internal void MoveOut(torch.Tensor tensor)
    {
        Remove(tensor);
        _outer?.Add(tensor);
    }

    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        if (disposable is torch.Tensor tensor) MoveOut(tensor);
        return disposable;
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (disposable is torch.Tensor tensor) Remove(tensor);
        return disposable;
    }

    public void DisposeEverything()
    {
        foreach (var tensor in _tensors)
        {
            tensor.Scope = null;
            tensor.Dispose();
        }
        _tensors.Clear();
    }

    public void Dispose()
    {
        DisposeEverything();
        // Scopes may be disposed out of order after an exception: only the innermost one gives the thread back.
        if (t_current == this) t_current = _outer;
    }
}

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => new();
}

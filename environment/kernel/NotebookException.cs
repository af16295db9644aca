namespace Lgm.Kernel;

/// <summary>What a person can mend about a notebook: one sentence that says what is wrong, where, and what to do.</summary>
internal sealed class NotebookException(string message, Exception? cause = null) : Exception(message, cause);

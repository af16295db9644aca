namespace Lgm.Data;

/// <summary>One place could not give the files; the reason ends up in the sentence that lists every place tried.</summary>
internal sealed class SourceUnavailableException(string reason, Exception? cause = null) : Exception(reason, cause);

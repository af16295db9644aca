namespace Lgm.Data;

/// <summary>
/// A data set is not on this machine and could not be had. Nothing is wrong with the work that asked for it: a notebook
/// that ends with this counts as skipped, neither as passed nor as failed.
/// </summary>
public sealed class MissingDataException(string message) : WorkbookException(message);

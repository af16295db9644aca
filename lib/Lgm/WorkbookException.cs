namespace Lgm;

/// <summary>
/// What a person can mend: one sentence that says what is wrong, where, and what to do about it. The command line
/// prints the message alone, without a stack trace, and exits with a non-zero code.
/// </summary>
public class WorkbookException(string message, Exception? cause = null) : Exception(message, cause);

namespace Lgm;

/// <summary>One report of long work, sent through <see cref="IProgress{T}"/>; the receiver decides how to draw it.</summary>
/// <param name="Task">What is being done; reports of the same task have the same text.</param>
/// <param name="Done">How much of it is done, in the unit of <paramref name="Total"/>.</param>
/// <param name="Total">How much there is in all; 0 where that is not known yet.</param>
/// <param name="Note">What a watcher wants to know beside the bar, such as the running loss.</param>
public readonly record struct WorkProgress(string Task, double Done, double Total, string Note = "");

namespace Lgm.Kernel.Display;

/// <summary>One form of a type.</summary>
/// <param name="MimeType">Of which kind.</param>
/// <param name="Format">Null where this value has no such form.</param>
internal sealed record Registered(string MimeType, Func<object, string?> Format);

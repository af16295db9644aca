namespace Lgm.Kernel.Zmtp;

/// <summary>What a peer did against the protocol, or beyond a limit: its connection is closed.</summary>
internal sealed class ZmtpException(string message) : Exception(message);

using System.Text;
using System.Text.Json;

namespace Lgm.Tests.Kernel;

/// <summary>Notebook files as tests need them.</summary>
internal static class NotebookText
{
    /// <summary>A notebook that keeps what other programs wrote in their own ways: key order, numbers, escapes, blanks, unknown keys.</summary>
    public const string Odd = """
        {
         "nbformat_minor": 5, "zebra": 1.50e+3,
         "nbformat": 4,
           "metadata": { "kernelspec": {"name":".net-csharp"}, "unknown": {"b": 0.10, "a": [ ] , "e": "\u00e9\/"} },
         "cells": [
          {"source": "# A title", "cell_type": "markdown", "metadata": {}, "id": "a", "attachments": {"x": {"image/png": "AA=="}}} ,
          {
           "cell_type": "code",
           "execution_count": null,
           "vendor": {"later": true, "earlier": false},
           "id": "b",
           "metadata": {"collapsed": false, "tags": ["parameters"]},
           "outputs": [],
           "source": ["var x = 1;\n", "x"]
          }
          ,{"cell_type":"raw","metadata":{},"id":"c","source":[]}
         ]
        }

        """;

    /// <summary>A notebook of code cells as Jupyter writes it; <c>tag|code</c> gives a cell a tag, a leading "# " makes prose.</summary>
    public static string Of(params string[] cells) => JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            ["cells"] = cells.Select((text, i) => Cell(text, $"cell-{i}")).ToArray(),
            ["metadata"] = new { kernelspec = new { display_name = ".NET (C#)", language = "C#", name = ".net-csharp" } },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        },
        new JsonSerializerOptions { WriteIndented = true, IndentSize = 1, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Dictionary<string, object?> Cell(string text, string id)
    {
        if (text.StartsWith("# ", StringComparison.Ordinal)) return new() { ["cell_type"] = "markdown", ["id"] = id, ["metadata"] = new { }, ["source"] = text };
        var (tag, code) = text.Split('|', 2) is [var word, var rest] && word.All(c => char.IsLetter(c) || c == '-') && word.Length > 0 ? (word, rest) : (null, text);
        return new()
        {
            ["cell_type"] = "code", ["execution_count"] = null, ["id"] = id, ["metadata"] = tag is null ? new { } : (object)new { tags = new[] { tag } },
            ["outputs"] = Array.Empty<object>(), ["source"] = code,
        };
    }
}

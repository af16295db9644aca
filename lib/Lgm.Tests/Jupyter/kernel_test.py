"""Jupyter's own test of a kernel. The one test it skips is of a pager, which this kernel does not have."""

import unittest

import jupyter_kernel_test


class DotNetKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = ".net-csharp"
    language_name = "C#"
    file_extension = ".cs"

    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    code_generate_error = 'throw new InvalidOperationException("wanted");'
    code_clear_output = 'Console.WriteLine("gone"); ClearOutput();'
    code_inspect_sample = "Math.Max"

    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "var text = string.IsNullOrW", "matches": {"IsNullOrWhiteSpace"}},
        {"text": "using System.Diagnostics.CodeAn", "matches": {"CodeAnalysis"}},
    ]
    complete_code_samples = ["1 + 1", "var x = 1;", "int F(int n) => n;\nF(1)", "/* one line */"]
    incomplete_code_samples = ["if (true) {", "var x = F(1,", "class A {\n    int B"]
    invalid_code_samples = ["var = ;", ")", "class class {}"]

    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": '"te" + "xt"', "result": "text"},
        {"code": "new[] { 1, 2 }", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": "display(HTML(\"<b>bold</b>\"));", "mime": "text/html"},
        {"code": '"# A title".DisplayAs("text/markdown");', "mime": "text/markdown"},
        {"code": '"{}".DisplayAs("application/json");', "mime": "application/json"},
    ]

    code_history_pattern = "1 +*"
    supported_history_operations = ("tail", "range", "search")


if __name__ == "__main__":
    unittest.main(verbosity=2)

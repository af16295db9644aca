namespace Lgm.Kernel.Display;

/// <summary>Where what a cell shows goes, in order and from any thread: the runner's pipe, a front end, a test's list.</summary>
internal interface ICellOutput
{
    /// <param name="stream"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="text">What was printed; not necessarily whole lines.</param>
    void Print(string stream, string text);

    /// <param name="forms">One value in its forms: the text of each MIME type.</param>
    /// <param name="id">Names the display for later updates; null where there will be none.</param>
    /// <param name="update">Whether it takes the place of an earlier one of the same id.</param>
    void Show(IReadOnlyDictionary<string, string> forms, string? id = null, bool update = false);

    /// <summary>The value of the cell's last expression.</summary>
    void ShowResult(IReadOnlyDictionary<string, string> forms);

    /// <summary>Takes away what the cell has shown so far.</summary>
    /// <param name="wait">Only once something new comes, so that nothing flickers.</param>
    void Clear(bool wait);
}

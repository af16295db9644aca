using Plotly.NET;

namespace Lgm.Figures;

/// <summary>One panel of <see cref="FeaturePanels"/>: something in the plane of two features.</summary>
public abstract class PlanePanel
{
    private protected PlanePanel(string name) => Name = name;

    /// <summary>Stands above the panel, over more than one line where it has <c>&lt;br&gt;</c>: usually the loss.</summary>
    public string Name { get; }

    /// <summary>Draws the panel over axes of its own.</summary>
    /// <param name="alone">Whether it is the only panel of its figure, and has room for a scale.</param>
    internal abstract GenericChart Draw(bool alone);
}

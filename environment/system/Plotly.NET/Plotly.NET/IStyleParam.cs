namespace Plotly.NET;

/// <summary>A choice that is written as a word or a short array.</summary>
internal interface IStyleParam
{
    object Convert();
}

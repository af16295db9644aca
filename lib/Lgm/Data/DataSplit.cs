namespace Lgm.Data;

/// <summary>The published division of a data set; its lower-case name starts the role of the files that belong to it.</summary>
public enum DataSplit
{
    Train,
    Test,
}

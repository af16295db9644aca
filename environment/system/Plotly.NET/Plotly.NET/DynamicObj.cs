namespace DynamicObj;

/// <summary>An object of named JSON properties in the order they were set: every plotly.js object is one.</summary>
public class DynamicObj
{
    internal OrderedDictionary<string, object> Properties { get; } = [];

    /// <summary>Sets or replaces one property.</summary>
    public void SetValue<c>(string name, c value) => Properties[name] = value!;

    /// <summary>Forgets one property; false where there was none.</summary>
    public bool Remove(string name) => Properties.Remove(name);

    /// <summary>Takes over <paramref name="other"/>'s properties: nested objects merge, everything else is replaced.</summary>
    internal void Merge(DynamicObj other)
    {
        foreach (var (name, value) in other.Properties)
        {
            if (value is DynamicObj theirs && Properties.GetValueOrDefault(name) is DynamicObj ours && !ReferenceEquals(ours, theirs))
            {
                ours.Merge(theirs);
            }
            else
            {
                Properties[name] = value;
            }
        }
    }
}

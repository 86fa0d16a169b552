"""Pure rules of mail at the desk: to which call a message belongs, who may write to it, what goes out to whom."""
